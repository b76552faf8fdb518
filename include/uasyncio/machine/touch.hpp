// SPDX-License-Identifier: MIT
// Touch pads, as MicroPython's TouchPad: what drivers ask of whatever measures one.
#pragma once

#include "uasyncio/port/error.hpp"

#include <concepts>
#include <cstdint>

namespace uasyncio::machine {

/// What a touch pad has to say: a value, or why there is none.
struct TouchSample {
  std::uint32_t value = 0;  // up to 2^24 - 1
  Error error;

  constexpr TouchSample(std::uint32_t its_value) noexcept : value(its_value) {}
  constexpr TouchSample(Error its_error) noexcept : error(its_error) {}
};

/// `read` measures once and gives a TouchSample; a pad that cannot fail may give the number itself.
/// Takes microseconds, does not suspend. From one task at a time.
template <class Pad>
concept TouchPad = requires(Pad pad) {
  { pad.read() } -> std::convertible_to<TouchSample>;
};

}  // namespace uasyncio::machine
