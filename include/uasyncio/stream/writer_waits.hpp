// SPDX-License-Identifier: MIT
// Who waits for a writer to send, and for how long it may close. Never both: they share a place, so
// that an open stream does not carry a timer that only its end needs.
#pragma once

#include "uasyncio/kernel/assert.hpp"
#include "uasyncio/kernel/scheduler.hpp"
#include "uasyncio/kernel/wait_list.hpp"

#include <new>

namespace uasyncio::detail {

class WriteAwaiter;

/// Base of StreamWriter. From the loop's thread.
class WriterWaits {
 protected:
  WriterWaits() noexcept : turns_{} {}
  ~WriterWaits() {
    if (!is_timed_) turns_.~Turns();
  }
  WriterWaits(const WriterWaits&) = delete;
  WriterWaits& operator=(const WriterWaits&) = delete;

  /// Begins, when nobody waits any more; `fired` is called once, unless it is stopped before, and
  /// begins with `taken_from`.
  void start_timer(Duration length, void (*fired)(kernel::CallbackTimer*) noexcept) noexcept {
    UASYNCIO_ASSERT(!is_timed_ && turns_.first == nullptr && turns_.senders.empty());
    turns_.~Turns();
    ::new (&timer_) CloseTimer;
    UASYNCIO_ASSERT(static_cast<void*>(&timer_) == this);  // see `taken_from`
    is_timed_ = true;
    timer_.fired = fired;
    timer_.state = kernel::State::not_a_task;
    timer_.scheduler = kernel::Scheduler::running();
    timer_.deadline = timer_.scheduler->deadline_after(length);
    timer_.scheduler->add_timer(&timer_);
  }
  void stop_timer() noexcept {
    if (!is_timed_) return;
    timer_.scheduler->remove_timer(&timer_);
    end_timer();
  }
  /// Whose timer it was that has fired.
  static WriterWaits& taken_from(kernel::CallbackTimer* timer) noexcept {
    auto& waits = *reinterpret_cast<WriterWaits*>(static_cast<CloseTimer*>(timer));
    waits.end_timer();
    return waits;
  }

  bool has_turns() const noexcept { return !is_timed_ && turns_.first != nullptr; }

  struct Turns {
    WriteAwaiter* first = nullptr;  // of those that wait, in their order
    WriteAwaiter* last = nullptr;
    kernel::WaitList senders{"StreamWriter.awrite/drain"};  // without `first` they only drain
  };
  struct CloseTimer : kernel::CallbackTimer {
    kernel::Scheduler* scheduler;
  };
  union {
    Turns turns_;
    CloseTimer timer_;  // from `close` on
  };
  bool is_timed_ = false;

 private:
  void end_timer() noexcept {
    is_timed_ = false;
    ::new (&turns_) Turns;
  }
};

}  // namespace uasyncio::detail
