// SPDX-License-Identifier: MIT
// IpAddress: the number of a station.
#pragma once

#include <cstdint>

namespace uasyncio::lwip {

/// An IPv4 address, its first number in the lowest byte.
struct IpAddress {
  std::uint32_t bits = 0;

  static constexpr IpAddress of(unsigned a, unsigned b, unsigned c, unsigned d) noexcept {
    return {a | b << 8 | c << 16 | d << 24};
  }
  friend constexpr bool operator==(IpAddress, IpAddress) noexcept = default;
};

}  // namespace uasyncio::lwip
