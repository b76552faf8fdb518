// SPDX-License-Identifier: MIT
// WallClock: the time that people read, from an RTC, the host, or the loop's clock.
#pragma once

#include "uasyncio/core/loop.hpp"

#include <concepts>
#include <cstdint>

namespace uasyncio {

/// `utc_us` is UTC in microseconds since 1970, in steps of a second or less; `offset_s` what local
/// time is ahead of UTC at an instant, which changes with summer time.
template <class Clock>
concept WallClock = requires(Clock& clock, std::int64_t utc_s) {
  { clock.utc_us() } -> std::same_as<std::int64_t>;
  { clock.offset_s(utc_s) } -> std::same_as<std::int32_t>;
};

/// The loop's clock, set once: for a board without an RTC, and for tests. In a running loop.
class LoopClock {
 public:
  /// Now it is `utc_us`; local time is ahead by `offset_s`.
  explicit LoopClock(std::int64_t utc_us, std::int32_t offset_s = 0) noexcept
      : offset_s_(offset_s) {
    set(utc_us);
  }
  /// The same later on.
  void set(std::int64_t utc_us) noexcept { base_us_ = utc_us - now(); }
  std::int64_t utc_us() const noexcept { return base_us_ + now(); }
  std::int32_t offset_s(std::int64_t) const noexcept { return offset_s_; }

 private:
  static std::int64_t now() noexcept { return static_cast<std::int64_t>(Loop::running()->time()); }

  std::int64_t base_us_ = 0;
  std::int32_t offset_s_;
};

#if UASYNCIO_HOSTED
/// The computer's clock and time zone. From anywhere but a signal handler.
class HostClock {
 public:
  /// As WallClock says.
  std::int64_t utc_us() const noexcept;
  std::int32_t offset_s(std::int64_t utc_s) const noexcept;
};
#endif

}  // namespace uasyncio
