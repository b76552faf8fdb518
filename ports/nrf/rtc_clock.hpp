// SPDX-License-Identifier: MIT
// Time and alarm from the real-time counter of the nRF51.
#pragma once

#include "uasyncio/port/time.hpp"

#include "ports/cortex_m/counter_clock.hpp"

#include <cstdint>

namespace uasyncio::nrf {

/// RTC0 with 32,768 ticks a second: 24 bits, of which the clock makes 64. A tick is 30.5 us: so
/// exact is the time, and a deadline comes up to three ticks late. The counter runs on a clock of
/// its own, so that the one of 16 MHz, and its crystal, stop whenever the processor sleeps.
class RtcClock {
 public:
  /// Of the clock of 32,768 Hz.
  enum class Source : std::uint8_t { oscillator, crystal };

  /// Starts the hardware. It counts once its source swings: a crystal takes some 0.3 s.
  void start(Source source) noexcept;

  Instant now() const noexcept;

  /// As AlarmPort::start_alarm; `fell_short` tells what it has to.
  bool set_alarm(Instant deadline) noexcept;
  /// The interrupt of the alarm has come.
  void acknowledge() noexcept;
  bool fell_short() const noexcept { return falls_short_; }

 private:
  cortex_m::CounterClock clock_;  // the counter in the upper 24 of its 32 bits
  bool falls_short_ = true;
};

}  // namespace uasyncio::nrf
