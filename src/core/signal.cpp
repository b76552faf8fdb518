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

void Scheduler::deliver_signals() noexcept { deliver_posted(*this); }

}  // namespace uasyncio
