// SPDX-License-Identifier: MIT
#include "uasyncio/stream/stream_buffer.hpp"

#include <array>
#include <gtest/gtest.h>

using uasyncio::detail::MutableBytes;
using uasyncio::detail::StreamBuffer;

namespace {

TEST(StreamBuffer, RefersToMemoryOfTheCallers) {
  std::array<std::byte, 8> memory{};
  const StreamBuffer buffer{MutableBytes(memory)};
  EXPECT_EQ(buffer.data(), memory.data());
  EXPECT_EQ(buffer.size(), 8u);
  EXPECT_FALSE(buffer.empty());
  EXPECT_EQ(buffer.all().size(), 8u);
  EXPECT_EQ(buffer.from(3).data(), memory.data() + 3);
  EXPECT_EQ(buffer.from(3).size(), 5u);
  EXPECT_EQ(buffer.part(2, 4).data(), memory.data() + 2);
  EXPECT_EQ(buffer.part(2, 4).size(), 4u);
}

TEST(StreamBuffer, MayBeEmpty) {
  const StreamBuffer buffer{MutableBytes(std::span<std::byte>())};
  EXPECT_TRUE(buffer.empty());
  EXPECT_TRUE(buffer.all().empty());
}

TEST(StreamBuffer, OfMoreThanItsNumbersHoldTheRestIsNotUsed) {
  if constexpr (sizeof(std::size_t) > sizeof(std::uint32_t)) {
    std::byte first{};  // nothing behind it is touched
    const std::size_t size = StreamBuffer::most + 1;
    const StreamBuffer buffer{MutableBytes(std::span<std::byte>(&first, size))};
    EXPECT_EQ(buffer.size(), StreamBuffer::most);
  }
}

}  // namespace
