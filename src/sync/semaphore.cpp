// SPDX-License-Identifier: MIT
// Giving back a place: to who waits first, and only otherwise to the count. A bounded one counts
// places on their way as taken, since who is to have them cannot have released them.
#include "uasyncio/sync/semaphore.hpp"

#include "uasyncio/kernel/report.hpp"

namespace uasyncio {

void Semaphore::release() noexcept {
  if (give() || ++value_ != 0) return;
  --value_;
  kernel::Report() << what() << " has as many free places as can be counted\n";
}

void Semaphore::on_take_back(kernel::HandOver* giver) noexcept {
  static_cast<Semaphore*>(giver)->release();
}

bool BoundedSemaphore::release() noexcept {
  // A place in the hand of a task that has not run yet is nobody's to release.
  if (value_ + given >= bound_) {
    kernel::Report() << what() << " released while nobody holds it\n";
    return false;
  }
  Semaphore::release();
  return true;
}

}  // namespace uasyncio
