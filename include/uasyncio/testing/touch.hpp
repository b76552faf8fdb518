// SPDX-License-Identifier: MIT
// A touch pad that a test or an example touches.
#pragma once

#include "uasyncio/machine/touch.hpp"
#include "uasyncio/testing/panel.hpp"

#include <cstdint>

namespace uasyncio::testing {

/// No heap, for every board. A panel shows what it measures. From anywhere, one call at a time.
class TouchPad {
 public:
  explicit TouchPad(std::uint32_t untouched = 1'000) noexcept : untouched_(untouched) {}
  /// What a driver uses: machine::TouchPad. At once; counted.
  machine::TouchSample read() noexcept {
    ++reads_;
    if (error_) return error_;
    const std::uint32_t value = untouched_ + change_;  // modulo 2^32: a change may be negative
    return static_cast<std::uint32_t>(read_through_panel(
        this, "touch",
        {static_cast<std::int32_t>(value), 0, static_cast<std::int32_t>(2 * untouched_)}));
  }

  /// A finger changes the value by so much, 0 if it has gone.
  void touch(std::int32_t change) noexcept { change_ = static_cast<std::uint32_t>(change); }
  /// What it measures without a finger.
  void drift(std::uint32_t untouched) noexcept { untouched_ = untouched; }
  /// From now on it fails; Error::none: no more.
  void fail(Error error) noexcept { error_ = error; }
  unsigned reads() const noexcept { return reads_; }

 private:
  std::uint32_t untouched_;
  std::uint32_t change_ = 0;
  unsigned reads_ = 0;
  Error error_;
};

static_assert(machine::TouchPad<TouchPad>);

}  // namespace uasyncio::testing
