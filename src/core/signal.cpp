#include "uasyncio/core/signal.hpp"

#include "uasyncio/core/scheduler.hpp"

namespace uasyncio {

void Scheduler::post(Signal& signal) noexcept {
  signals_.push(signal);
  deliver_.store(&deliver_posted, std::memory_order_relaxed);
  port_.wake();
}

void Scheduler::deliver_posted(Scheduler& self) noexcept {
  Signal* signal = self.signals_.take_all();
  while (signal != nullptr) {
    Signal* next = signal->next.load(std::memory_order_relaxed);
    SignalQueue::release(*signal);
    signal->deliver(*signal);
    signal = next;
  }
}

void Guest::move_to(Scheduler* scheduler) noexcept {
  if (guest_link != nullptr) {
    *guest_link = next_guest;
    if (next_guest != nullptr) next_guest->guest_link = guest_link;
    guest_link = nullptr;
  }
  home.store(scheduler, std::memory_order_seq_cst);
  if (scheduler == nullptr) return;
  next_guest = scheduler->guests_;
  if (next_guest != nullptr) next_guest->guest_link = &next_guest;
  guest_link = &scheduler->guests_;
  scheduler->guests_ = this;
}

void Scheduler::deliver_signals() noexcept { deliver_posted(*this); }

}  // namespace uasyncio
