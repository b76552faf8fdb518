// SPDX-License-Identifier: MIT
#include "tests/support/scenario.hpp"

#include <uasyncio/stream/memory_pair.hpp>
#include <uasyncio/testing/numbered_text.hpp>

using namespace scenario;

namespace {

TEST(NumberedText, EachByteTellsWhereItStands) {
  std::string text;
  for (std::size_t place = 0; place != 700'014; ++place) {
    const char byte = asyncio::testing::numbered_at(place);
    if (place < 21 || place >= 700'000) text += byte;
  }
  EXPECT_EQ(text, "000000\n000001\n000002\n100000\n100001\n");
}

/// Whether a text that is taken so is in order.
bool is_in_order(std::string_view first, std::string_view second) {
  asyncio::MemoryPair<8> pair;
  asyncio::testing::StreamEnds ends(pair.left, pair.right);
  asyncio::testing::NumberedText text(ends);
  text.take(first);
  text.take(second);
  return ends.broken == nullptr;
}

TEST(NumberedText, FindsWhatIsLostDoubledOrOutOfPlace) {
  EXPECT_TRUE(is_in_order("000000\n00", "0001\n0"));
  EXPECT_FALSE(is_in_order("000000\n00", "001\n0"));
  EXPECT_FALSE(is_in_order("000000\n00", "00001\n0"));
  EXPECT_FALSE(is_in_order("000000\n00", "0002\n"));
}

}  // namespace
