// SPDX-License-Identifier: MIT
// The calendar of the RP2040.
#pragma once

#include "uasyncio/port/error.hpp"

#include <cstdint>

namespace uasyncio::rp2040 {

/// The time that people read, in whole seconds, by the crystal of the board: a WallClock, in UTC.
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
};

}  // namespace uasyncio::rp2040
