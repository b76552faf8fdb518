// SPDX-License-Identifier: MIT
// How a primitive hears from outside. It rings without knowing where its waiters are: the loop that
// waits last is its home, and a loop that goes leaves it without one.
#include "uasyncio/kernel/doorbell.hpp"

namespace uasyncio::kernel {

void Doorbell::ring() noexcept {
  const Visit visit(*this);
  if (visit.home() != nullptr) visit.home()->post(*this);
}

void Doorbell::take_running_for_home() noexcept {
  if (home.load(std::memory_order_seq_cst) != nullptr) return;
#if UASYNCIO_HOSTED
  Scheduler* nowhere = nullptr;
  home.compare_exchange_strong(nowhere, Scheduler::running(), std::memory_order_seq_cst);
#else
  home.store(Scheduler::running(), std::memory_order_seq_cst);
#endif
}

void Doorbell::move_home(Scheduler* scheduler) noexcept {
  UASYNCIO_ASSERT(scheduler != nullptr);
  Scheduler* const before = home.load(std::memory_order_relaxed);
  if (before == scheduler && resident_link != nullptr) return;
  move_to(scheduler);
  // It would not be posted to the new home while it stands in the queue of the old one.
  if (before != nullptr && before != scheduler && is_queued()) before->answer_signals();
  UASYNCIO_ASSERT(home.load(std::memory_order_relaxed) == scheduler);
}

void Doorbell::wait_in(WaitList& list, Frame* waiting) noexcept {
  Scheduler* const scheduler = Scheduler::running();
  UASYNCIO_ASSERT(scheduler != nullptr && waiting != nullptr);
  UASYNCIO_ASSERT(answer != nullptr);
  scheduler->wait_in(list, waiting, State::listed_outside);
  move_home(scheduler);
  answer(*this);
}

void Doorbell::take_down() noexcept {
  Scheduler* scheduler = home.load(std::memory_order_relaxed);
  if (scheduler != nullptr) {
    move_to(nullptr);
  } else {
    scheduler = Scheduler::running();  // it may be parting from this one, and calls an answer
  }
  UASYNCIO_ASSERT(!is_queued() || scheduler != nullptr);
  if (is_queued()) scheduler->answer_signals();
  UASYNCIO_ASSERT(!is_queued());
}

}  // namespace uasyncio::kernel
