// How the loop takes what was posted from outside: all of it at once, and each one marked as free
// before it is answered, so that what is posted meanwhile comes again.
#include "uasyncio/kernel/signal.hpp"

#include "uasyncio/kernel/scheduler.hpp"

namespace uasyncio::kernel {

void Scheduler::post(Signal& signal) noexcept {
  UASYNCIO_ASSERT(signal.answer != nullptr);
  signals_.push(signal);
  answer_posted_.store(&answer_posted, std::memory_order_relaxed);
  port_.wake();
}

[[gnu::always_inline]] inline void Scheduler::answer_chain() noexcept {
  while (Signal* const signal = chain_) {
    chain_ = signal->next.load(std::memory_order_relaxed);
    UASYNCIO_ASSERT(signal->is_queued());
    UASYNCIO_ASSERT(signal->answer != nullptr);
    SignalQueue::mark_free(*signal);
    signal->answer(*signal);
  }
}

void Scheduler::answer_posted(Scheduler& self) noexcept {
  self.chain_ = self.signals_.take_all();
  self.answer_chain();
}

/// An answer may destroy a primitive whose own comes next: then this runs inside of that answer,
/// and goes on with the rest of its chain.
void Scheduler::answer_signals() noexcept {
  UASYNCIO_ASSERT(is_owner());
  answer_chain();
  answer_posted(*this);
}

}  // namespace uasyncio::kernel
