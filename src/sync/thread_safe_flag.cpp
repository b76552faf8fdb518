#include "uasyncio/sync/thread_safe_flag.hpp"

namespace uasyncio {

ThreadSafeFlag::~ThreadSafeFlag() {
  Scheduler* scheduler = home.load(std::memory_order_relaxed);
  if (scheduler == nullptr) return;
  move_to(nullptr);
  if (is_queued()) scheduler->deliver_signals();
}

void ThreadSafeFlag::set() noexcept {
  is_set_.store(true, std::memory_order_seq_cst);
  // Nobody has waited yet: the first wait will look at the flag.
  Scheduler* scheduler = home.load(std::memory_order_seq_cst);
  if (scheduler != nullptr) scheduler->post(*this);
}

void ThreadSafeFlag::suspend(Frame* waiting) noexcept {
  Scheduler* scheduler = Scheduler::running();
  scheduler->wait_in(*this, waiting, State::listed_outside);
  if (home.load(std::memory_order_relaxed) != scheduler) move_to(scheduler);
  std::atomic_thread_fence(std::memory_order_seq_cst);
  // A `set` that came before the line above has posted nothing.
  if (is_set_.load(std::memory_order_seq_cst)) scheduler->post(*this);
}

void ThreadSafeFlag::hand_over() noexcept {
  if (!empty() && exchange_flag(is_set_, false)) give();
}

void ThreadSafeFlag::on_signal(Signal& signal) noexcept {
  static_cast<ThreadSafeFlag&>(signal).hand_over();
}

void ThreadSafeFlag::on_take_back(HandOver* giver) noexcept {
  auto& flag = static_cast<ThreadSafeFlag&>(*giver);
  flag.is_set_.store(true, std::memory_order_seq_cst);
  flag.hand_over();
}

}  // namespace uasyncio
