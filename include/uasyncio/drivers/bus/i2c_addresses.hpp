// SPDX-License-Identifier: MIT
// Which addresses of a bus answer.
#pragma once

#include <cstdint>

namespace uasyncio {

/// A set of I2C addresses. `for (int a = set.first(); a >= 0; a = set.after(a))`. From anywhere.
class I2CAddresses {
 public:
  /// `address` is at most 127.
  constexpr void add(std::uint8_t address) noexcept {
    words_[address / 32u] |= std::uint32_t{1} << address % 32u;
  }
  constexpr bool contains(int address) const noexcept {
    return address >= 0 && address < 128 && (words_[address / 32] >> address % 32 & 1u) != 0;
  }
  /// The lowest one; -1 if there is none.
  constexpr int first() const noexcept { return after(-1); }
  /// The lowest one above `address`; -1 if there is none.
  constexpr int after(int address) const noexcept {
    for (++address; address < 128; ++address) {
      if (contains(address)) return address;
    }
    return -1;
  }
  constexpr int count() const noexcept {
    int number = 0;
    for (int address = first(); address >= 0; address = after(address)) ++number;
    return number;
  }

 private:
  std::uint32_t words_[4] = {};
};

}  // namespace uasyncio
