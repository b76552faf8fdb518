// SPDX-License-Identifier: MIT
// A Port on a microcontroller with one alarm interrupt. A chip adds its clock (`now`) and its alarm
// (`start_alarm`); this adds the sleep between them. There is no periodic tick.
//
// Whether there is news is looked at with interrupts masked, and the core sleeps masked too: an
// interrupt that comes in between stays pending and ends the sleep at once, so that none is slept
// through. Between setting the alarm and that look others may come: what they bring is news.
#pragma once

#include "uasyncio/port/port.hpp"
#include "uasyncio/port/time.hpp"

#include "ports/bare_metal/interrupts.hpp"

#include <cstdint>

namespace uasyncio::bare_metal {

/// `Chip`, which derives from this, has
///   bool start_alarm(Instant deadline)
/// Makes the hardware interrupt at `deadline`, instead of any alarm set before; or earlier, where
/// it cannot count that far, and then sets `falls_short_`, which it clears otherwise. Returns
/// false, and sets no alarm, if the deadline has passed. Called with interrupts masked. No virtual
/// function: it becomes a part of its caller. One that knows two kinds of sleep has `sleep()` too.
template <class Chip>
class AlarmPort : public Port {
 public:
  bool wait(Instant deadline) noexcept final {
    // Unmasked: an alarm that comes meanwhile, or is too late, is news in any case.
    if (deadline != armed_) arm(deadline);
    InterruptMask masked;
    while (!needs_look()) {
      static_cast<Chip*>(this)->sleep();
      ++wakeups_;
      serve_pending_interrupts();
    }
    return true;
  }
  [[gnu::noinline]] void arm(Instant deadline) noexcept final {
    InterruptMask masked;
    armed_ = deadline;
    if (!static_cast<Chip*>(this)->start_alarm(deadline)) deadline_has_come();
  }

  /// How often the processor has come out of WFI.
  std::uint32_t wakeups() const noexcept { return wakeups_; }

 protected:
  AlarmPort() noexcept : Port(1) {}
  ~AlarmPort() = default;

  /// Until an interrupt is pending.
  void sleep() noexcept { wait_for_interrupt(); }

  /// The alarm interrupt, of one that has not fallen short. The chip counts on towards `never`.
  /// The clock is not read here: should the hardware have come early, the loop finds nothing due,
  /// and waits again.
  void on_alarm() noexcept { deadline_has_come(); }
  /// The interrupt of one that has fallen short: towards the deadline. That may have come before,
  /// if the loop has not looked since; without a new alarm the old one would interrupt for ever.
  void go_on() noexcept {
    const Instant deadline = armed_;
    arm(never);
    arm(deadline);
  }

  bool falls_short_ = true;

 private:
  std::uint32_t wakeups_ = 0;
};

}  // namespace uasyncio::bare_metal
