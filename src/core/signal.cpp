#include "uasyncio/core/signal.hpp"

#include "uasyncio/core/scheduler.hpp"

namespace uasyncio {

void Scheduler::post(Signal& signal) noexcept {
  signals_.push(signal);
  deliver_.store(&deliver_posted, std::memory_order_relaxed);
  port_.wake();
}

/// A delivery may lead to another one: when a primitive goes that still stands in the chain, which
/// must not be on the stack then.
void Scheduler::deliver_posted(Scheduler& self) noexcept {
  self.deliver_chain();  // the rest of an outer delivery
  self.chain_ = self.signals_.take_all();
  self.deliver_chain();
}

void Scheduler::deliver_chain() noexcept {
  while (Signal* const signal = chain_) {
    chain_ = signal->next.load(std::memory_order_relaxed);
    SignalQueue::release(*signal);
    signal->deliver(*signal);
  }
}

void Scheduler::deliver_signals() noexcept { deliver_posted(*this); }

}  // namespace uasyncio
