// SPDX-License-Identifier: MIT
// Handing a flag to one waiter. The flag is taken when the waiter is chosen, not when it runs; if
// it is cancelled in between, the flag is set again and goes to the next one.
#include "uasyncio/threadsafe/thread_safe_flag.hpp"

namespace uasyncio {

void ThreadSafeFlag::give_flag() noexcept {
  if (!empty() && kernel::take_flag(is_set_)) give();
}

void ThreadSafeFlag::on_ring(kernel::Signal& signal) noexcept {
  static_cast<ThreadSafeFlag&>(signal).give_flag();
}

void ThreadSafeFlag::on_take_back(kernel::HandOver* giver) noexcept {
  auto& flag = static_cast<ThreadSafeFlag&>(*giver);
  flag.is_set_.store(true, std::memory_order_seq_cst);
  flag.give_flag();
}

}  // namespace uasyncio
