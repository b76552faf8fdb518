// SPDX-License-Identifier: MIT
// Frames as bits: flags, stuffing, and what a receiver makes of bits that are missing.
#include <uasyncio/drivers/link/frame_bits.hpp>
#include <uasyncio/testing/chance.hpp>

#include <gtest/gtest.h>
#include <string>

using uasyncio::detail::BitReceiver;
using uasyncio::detail::BitSender;
using uasyncio::testing::Chance;

namespace {

std::string rest_of(BitSender& sender) {
  std::string bits;
  while (!sender.is_done()) bits += sender.next() ? '1' : '0';
  return bits;
}

/// A frame between two flags.
std::string framed(const std::string& bytes) {
  BitSender sender;
  sender.flag();
  std::string bits = rest_of(sender);
  for (const char byte : bytes) {
    sender.byte(static_cast<std::uint8_t>(byte));
    bits += rest_of(sender);
  }
  sender.flag();
  return bits + rest_of(sender);
}

/// The bytes that are seen; "|" is a flag, "!" a broken one, "-" a mark.
std::string heard(const std::string& bits) {
  BitReceiver receiver;
  std::string text;
  for (const char bit : bits) {
    switch (receiver.take(bit == '1')) {
      case BitReceiver::Seen::nothing: break;
      case BitReceiver::Seen::byte: text += static_cast<char>(receiver.byte()); break;
      case BitReceiver::Seen::flag: text += '|'; break;
      case BitReceiver::Seen::broken_flag: text += '!'; break;
      case BitReceiver::Seen::mark: text += '-'; break;
    }
  }
  return text;
}

TEST(FrameBits, StandBetweenFlagsWithAZeroBehindFiveOnes) {
  // clang-format off
  EXPECT_EQ(framed("\x81"), "01111110" "10000001" "01111110");
  EXPECT_EQ(framed("\xFF"), "01111110" "111110111" "01111110");
  EXPECT_EQ(framed("\xF8"), "01111110" "000111110" "01111110") << "also at the end";
  // clang-format on
}

TEST(FrameBits, GiveAllBytesBack) {
  Chance chance(4);
  for (int round = 0; round != 300; ++round) {
    std::string bytes;
    for (std::int64_t n = chance.between(1, 20); n != 0; --n) {
      bytes += static_cast<char>(chance.one_in(3) ? 'A' + chance.next() % 20 : 0xFF);
    }
    const std::string text = heard("0" + framed(bytes));
    const std::string seen = text.substr(text.find_first_of("!|") + 1);
    ASSERT_EQ(seen, bytes + "|");
  }
}

TEST(FrameBits, TellAFrameThatIsNotOfWholeBytes) {
  const std::string bits = framed("ab");
  for (std::size_t n = 8; n != 24; ++n) {
    const std::string text = heard(bits.substr(0, n) + bits.substr(n + 1));
    ASSERT_EQ(text.back(), '!') << n;
  }
}

TEST(FrameBits, SevenOnesEndAFrameAndTheNextFlagBeginsOne) {
  // clang-format off
  EXPECT_EQ(heard("01111110" "10000010" "1111111" "111" + framed("x")), "|A-!x|");
  // clang-format on
}

}  // namespace
