// SPDX-License-Identifier: MIT
// The check of links, a byte at a time without a table: each step folds all eight bits, because the
// polynomial has only three terms below x^16.
#include "uasyncio/drivers/link/crc16.hpp"

namespace uasyncio::detail {

std::uint16_t crc16(std::uint16_t crc, std::uint8_t byte) noexcept {
  unsigned high = (crc >> 8 ^ byte) & 0xFFu;
  high ^= high >> 4;
  return static_cast<std::uint16_t>(unsigned{crc} << 8 ^ high << 12 ^ high << 5 ^ high);
}

std::uint16_t crc16(std::uint16_t crc, std::span<const std::uint8_t> bytes) noexcept {
  for (const std::uint8_t byte : bytes) crc = crc16(crc, byte);
  return crc;
}

}  // namespace uasyncio::detail
