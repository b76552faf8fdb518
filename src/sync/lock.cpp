// SPDX-License-Identifier: MIT
// What is not inline of a lock: a release by who does not hold it, and the way back of a lock
// whose next holder was cancelled before its turn.
#include "uasyncio/sync/lock.hpp"

#include "uasyncio/kernel/report.hpp"

namespace uasyncio {

bool Lock::release() noexcept {
  // In the hand of a task that has not run yet, it is nobody's to release.
  if (given != held) {
    kernel::Report() << what() << " released while nobody holds it\n";
    return false;
  }
  pass();
  return true;
}

void Lock::on_take_back(kernel::HandOver* giver) noexcept { static_cast<Lock*>(giver)->pass(); }

}  // namespace uasyncio
