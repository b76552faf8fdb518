// SPDX-License-Identifier: MIT
// What hangs on the I2C bus of each stand-in: a memory of 256 bytes, which may be slow.
#pragma once

#include <cstdint>

namespace chip {

struct Memory {
  static constexpr std::uint8_t address = 0x50;
  static constexpr std::uint64_t us_of_a_byte = 90;

  std::uint8_t bytes[256] = {};
  std::uint64_t slow_us = 0;  // how long it holds the clock, behind its address

  /// How long it takes, with the address.
  std::uint64_t us(std::size_t size) const { return us_of_a_byte * (size + 1) + slow_us; }
  void write(const std::uint8_t* from, std::size_t size, bool is_start) {
    if (is_start && size != 0) place_ = *from++, --size;
    for (; size != 0; --size) bytes[place_++] = *from++;
  }
  void read(std::uint8_t* to, std::size_t size) {
    for (; size != 0; --size) *to++ = bytes[place_++];
  }

 private:
  std::uint8_t place_ = 0;
};
inline Memory memory;

}  // namespace chip
