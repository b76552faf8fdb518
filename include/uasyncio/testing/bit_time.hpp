// SPDX-License-Identifier: MIT
// How long the bits of a simulated bus take.
#pragma once

#include "uasyncio/kernel/assert.hpp"

#include <cstdint>

namespace uasyncio::testing {

/// Of `bits` at so many a second, in microseconds. Those of 0 would never end: with assertions that
/// is refused, without them it is taken for 1. Does not suspend; from anywhere.
inline std::uint32_t bit_time_us(std::uint32_t bits, std::uint32_t frequency) noexcept {
  UASYNCIO_ASSERT(frequency != 0);
  return bits * 1'000'000 / (frequency != 0 ? frequency : 1);
}

}  // namespace uasyncio::testing
