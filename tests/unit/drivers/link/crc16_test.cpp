// SPDX-License-Identifier: MIT
// CRC-16/CCITT-FALSE.
#include <uasyncio/drivers/link/crc16.hpp>

#include <cstring>
#include <gtest/gtest.h>

using uasyncio::detail::crc16;
using uasyncio::detail::crc16_start;

namespace {

/// Bit by bit, as it is defined.
std::uint16_t plain_crc16(std::span<const std::uint8_t> bytes) {
  std::uint32_t crc = 0xFFFF;
  for (const std::uint8_t byte : bytes) {
    crc ^= std::uint32_t{byte} << 8;
    for (int bit = 0; bit != 8; ++bit) crc = crc << 1 ^ ((crc & 0x8000) != 0 ? 0x11021u : 0u);
  }
  return static_cast<std::uint16_t>(crc);
}

TEST(Crc16, IsThatOfTheCatalogue) {
  std::uint8_t text[9];
  std::memcpy(text, "123456789", sizeof text);
  EXPECT_EQ(crc16(crc16_start, text), 0x29B1);
  EXPECT_EQ(crc16(crc16_start, std::span<const std::uint8_t>()), 0xFFFF);
}

TEST(Crc16, IsRightForEachByteBehindEachCheck) {
  for (unsigned first = 0; first != 256; ++first) {
    for (unsigned second = 0; second != 256; ++second) {
      const std::uint8_t bytes[] = {static_cast<std::uint8_t>(first),
                                    static_cast<std::uint8_t>(second)};
      ASSERT_EQ(crc16(crc16_start, bytes), plain_crc16(bytes)) << first << ' ' << second;
    }
  }
}

TEST(Crc16, OfBytesAndTheirCheckIsZero) {
  std::uint8_t bytes[] = {'S', 'y', 'n', 0, 0};
  const std::uint16_t check = crc16(crc16_start, std::span(bytes).first(3));
  bytes[3] = static_cast<std::uint8_t>(check >> 8);
  bytes[4] = static_cast<std::uint8_t>(check);
  EXPECT_EQ(crc16(crc16_start, bytes), 0);
}

}  // namespace
