#include "uasyncio/threadsafe/thread_safe_flag.hpp"

namespace uasyncio {

void ThreadSafeFlag::hand_over() noexcept {
  if (!empty() && kernel::take_flag(is_set_)) give();
}

void ThreadSafeFlag::on_ring(kernel::Signal& signal) noexcept {
  static_cast<ThreadSafeFlag&>(signal).hand_over();
}

void ThreadSafeFlag::on_take_back(kernel::HandOver* giver) noexcept {
  auto& flag = static_cast<ThreadSafeFlag&>(*giver);
  flag.is_set_.store(true, std::memory_order_seq_cst);
  flag.hand_over();
}

}  // namespace uasyncio
