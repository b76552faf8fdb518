// SPDX-License-Identifier: MIT
// The calendar of the RP2040.
#pragma once

#include "uasyncio/machine/rtc.hpp"

#include <cstddef>
#include <cstdint>

namespace uasyncio::rp2040 {

/// The time that people read, in whole seconds, by the crystal of the board: a machine::RTC, and a
/// WallClock, in UTC. The chip has one, and one alarm, whichever object speaks to it.
/// It goes on through a reset of the processor, and not without power. Correct from 1901 to 2099:
/// to the hardware every fourth year has a 29 February.
class RTC {
 public:
  /// Now it is `utc_us`, and runs from here on; parts of a second are dropped. Error::value outside
  /// of these years, OSError ENODEV without the crystal. Takes some periods of its slow clock.
  [[nodiscard("it may be refused")]] Error set(std::int64_t utc_us) noexcept;

  /// Since 1970. 0 before it was set.
  std::int64_t utc_us() const noexcept;
  std::int32_t offset_s(std::int64_t) const noexcept { return 0; }

  [[nodiscard("it may be refused")]] Error datetime(const machine::DateTime& now) noexcept {
    return now.ok() ? set(now.utc_us()) : Error(Error::value);
  }
  machine::DateTime datetime() const noexcept { return machine::DateTime::of_utc_us(utc_us()); }
  /// Takes some periods of its slow clock. ENODEV also where the alarm does not run, as in
  /// rp2040js.
  [[nodiscard("it may be refused")]] Error alarm(const machine::DateTime& when,
                                                 machine::RtcHandler handler,
                                                 void* argument) noexcept;
  void alarm(std::nullptr_t) noexcept;
};

}  // namespace uasyncio::rp2040
