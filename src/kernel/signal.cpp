// How the loop takes what was posted from outside: all of it at once, and each one marked as free
// before it is delivered, so that what is posted meanwhile comes again.
#include "uasyncio/kernel/signal.hpp"

#include "uasyncio/kernel/scheduler.hpp"

namespace uasyncio::kernel {

void Scheduler::post(Signal& signal) noexcept {
  UASYNCIO_ASSERT(signal.deliver != nullptr);
  signals_.push(signal);
  deliver_.store(&deliver_posted, std::memory_order_relaxed);
  port_.wake();
}

[[gnu::always_inline]] inline void Scheduler::deliver_chain() noexcept {
  while (Signal* const signal = chain_) {
    chain_ = signal->next.load(std::memory_order_relaxed);
    UASYNCIO_ASSERT(signal->is_queued());
    UASYNCIO_ASSERT(signal->deliver != nullptr);
    SignalQueue::mark_free(*signal);
    signal->deliver(*signal);
  }
}

void Scheduler::deliver_posted(Scheduler& self) noexcept {
  self.chain_ = self.signals_.take_all();
  self.deliver_chain();
}

/// What is delivered may destroy a primitive that is to be told next: then this runs inside of a
/// delivery, and delivers the rest of its chain.
void Scheduler::deliver_signals() noexcept {
  UASYNCIO_ASSERT(is_owner());
  deliver_chain();
  deliver_posted(*this);
}

}  // namespace uasyncio::kernel
