// SPDX-License-Identifier: MIT
// Waking those who wait for a message. A value that comes while a task begins to wait is for those
// who waited before, so they are woken first; the value itself is copied by the typed part.
#include "uasyncio/threadsafe/message.hpp"

#include <utility>

namespace uasyncio {

void MessageBase::clear() noexcept {
  const ExclusiveSection section(exclusion_);
  is_set_.store(false, std::memory_order_release);
}

void MessageBase::wake_waiters() noexcept {
  bool is_news;
  {
    const ExclusiveSection section(exclusion_);
    is_news = std::exchange(is_news_, false);
  }
  if (!is_news && !is_set()) return;
  while (give()) {
  }
}

void MessageBase::suspend(kernel::Frame* waiting) noexcept {
  wake_waiters();  // what came before concerns those who waited before
  wait_in(*this, waiting);
}

void MessageBase::on_ring(kernel::Signal& signal) noexcept {
  static_cast<MessageBase&>(signal).wake_waiters();
}

}  // namespace uasyncio
