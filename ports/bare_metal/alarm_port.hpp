// A Port on a microcontroller with one alarm interrupt. A chip adds its clock (`now`) and its alarm
// (`start_alarm`); this adds the sleep between them. There is no periodic tick.
#pragma once

#include "uasyncio/port/port.hpp"
#include "uasyncio/port/time.hpp"

#include <cstdint>

namespace uasyncio::bare_metal {

class AlarmPort : public Port {
 public:
  bool wait(Instant deadline) noexcept final;
  void arm(Instant deadline) noexcept final;

  /// How often the processor has come out of WFI.
  std::uint32_t wakeups() const noexcept { return wakeups_; }

 protected:
  AlarmPort() noexcept : Port(1) {}
  ~AlarmPort() = default;

  /// Makes the hardware interrupt at `deadline`, instead of any alarm set before; or earlier, where
  /// it cannot count that far, and then sets `falls_short_`, which it clears otherwise. Returns
  /// false, and sets no alarm, if the deadline has passed. Called with interrupts masked.
  virtual bool start_alarm(Instant deadline) noexcept = 0;

  /// The alarm interrupt, of one that has not fallen short. The chip counts on towards `never`.
  /// The clock is not read here: should the hardware have come early, the loop finds nothing due,
  /// and waits again.
  void on_alarm() noexcept {
    armed_ = never;
    deadline_has_come();
  }
  /// The interrupt of one that has fallen short: towards the deadline.
  void go_on() noexcept {
    if (!start_alarm(armed_)) on_alarm();
  }

  bool falls_short_ = true;

 private:
  bool set_alarm(Instant deadline) noexcept;

  Instant armed_ = never;  // the interrupt changes it, too
  std::uint32_t wakeups_ = 0;
};

}  // namespace uasyncio::bare_metal
