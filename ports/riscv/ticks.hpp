// SPDX-License-Identifier: MIT
// Microseconds from ticks of the machine's timer, without a division: a 32-bit core has none for 64
// bits, and the library's takes hundreds of instructions.
#pragma once

#include "uasyncio/port/time.hpp"

#include <cstdint>

namespace uasyncio::riscv {

/// The upper half of the product.
constexpr std::uint64_t upper_product(std::uint64_t a, std::uint64_t b) noexcept {
  const std::uint64_t a_low = static_cast<std::uint32_t>(a), a_high = a >> 32;
  const std::uint64_t b_low = static_cast<std::uint32_t>(b), b_high = b >> 32;
  const std::uint64_t middle = a_high * b_low + (a_low * b_low >> 32);
  const std::uint64_t other = a_low * b_high + static_cast<std::uint32_t>(middle);
  return a_high * b_high + (middle >> 32) + (other >> 32);
}

/// Of 10 MHz, rounded down. 2^67 / 10 is rounded up by a fifth, and 2^64 times that is less than
/// 2^67 / 10: so the quotient is exact for all of 64 bits.
constexpr Time microseconds_from_ticks(std::uint64_t ticks) noexcept {
  return upper_product(ticks, 0xCCCC'CCCC'CCCC'CCCD) >> 3;
}

}  // namespace uasyncio::riscv
