// SPDX-License-Identifier: MIT
// Who waits at a thread-safe queue. A waiter that is woken is promised an item or a place, and
// others see so much less of it: an interrupt that takes an item before its turn cannot leave it
// with nothing.
#include "uasyncio/threadsafe/thread_safe_queue.hpp"

namespace uasyncio {

std::size_t ThreadSafeQueueBase::qsize() noexcept {
  const ExclusiveSection section(exclusion_);
  return available(getters_);
}

bool ThreadSafeQueueBase::full() noexcept {
  const ExclusiveSection section(exclusion_);
  return available(putters_) == 0;
}

bool ThreadSafeQueueBase::promise(Side& side) noexcept {
  const ExclusiveSection section(exclusion_);
  side.must_ring = available(side) == 0;
  if (side.must_ring) return false;
  ++side.promised;
  return true;
}

void ThreadSafeQueueBase::serve(Side& side) noexcept {
  while (!side.empty() && promise(side)) side.give();
}

void ThreadSafeQueueBase::on_ring(kernel::Signal& signal) noexcept {
  auto& queue = static_cast<ThreadSafeQueueBase&>(signal);
  queue.serve(queue.getters_);
  queue.serve(queue.putters_);
}

void ThreadSafeQueueBase::Side::is_back(kernel::HandOver* giver) noexcept {
  auto& side = static_cast<Side&>(*giver);
  {
    const ExclusiveSection section(side.queue.exclusion_);
    --side.promised;
  }
  side.queue.serve(side);
}

}  // namespace uasyncio
