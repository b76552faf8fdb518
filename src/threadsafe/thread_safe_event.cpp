// SPDX-License-Identifier: MIT
// Waking those who wait for a thread-safe event. That it was set is a bit of its own beside "is
// set", so that a `set` and `clear` before the loop looked still wake all who waited.
#include "uasyncio/threadsafe/thread_safe_event.hpp"

namespace uasyncio {

bool ThreadSafeEvent::drop(std::uint8_t flag) noexcept {
  std::uint8_t before = state_.load(std::memory_order_seq_cst);
  while ((before & flag) != 0) {
    if (kernel::compare_exchange(state_, before, static_cast<std::uint8_t>(before & ~flag)))
      return true;
  }
  return false;
}

void ThreadSafeEvent::wake_waiters() noexcept {
  const bool is_news = drop(news_flag);
  if (is_news || is_set()) wake_all();
}

void ThreadSafeEvent::suspend(kernel::Frame* waiting) noexcept {
  wake_waiters();  // what came before concerns those who waited before
  wait_in(*this, waiting);
}

void ThreadSafeEvent::on_ring(kernel::Signal& signal) noexcept {
  static_cast<ThreadSafeEvent&>(signal).wake_waiters();
}

}  // namespace uasyncio
