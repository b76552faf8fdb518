// SPDX-License-Identifier: MIT
// A link that is lost, in whatever format.
#include <uasyncio/drivers/link/syncom_format.hpp>

#include <gtest/gtest.h>

using uasyncio::Error;
using uasyncio::SynComFormat;
using uasyncio::detail::TextSlots;

namespace {

struct PlainFormat final : SynComFormat {
  PlainFormat() : SynComFormat({in_room, 1, 3}, {out_room, 1, 3}) {}
  bool begin(bool) noexcept override { return false; }
  bool exchange(bool bit) noexcept override { return bit; }
  bool rests() const noexcept override { return true; }
  bool calls() const noexcept override { return false; }
  bool takes(std::string_view) const noexcept override { return true; }
  using SynComFormat::join;

  std::uint8_t in_room[6];
  std::uint8_t out_room[6];
};

TEST(SynComFormat, ALossIsToldUntilItIsTakenAndDropsWhatWasToBeSent) {
  PlainFormat format;
  format.join();
  EXPECT_TRUE(format.out.add("a") && format.out.add("b") && format.in.add("c"));
  format.lose(Error::timeout);
  EXPECT_FALSE(format.is_joined());
  EXPECT_EQ(format.error(), Error::timeout);
  EXPECT_EQ(format.dropped(), 2);
  EXPECT_TRUE(format.out.empty());
  EXPECT_EQ(format.in.count(), 1) << "what has come stays";
  EXPECT_TRUE(format.is_lost());
  format.take_loss();
  EXPECT_FALSE(format.is_lost());
  EXPECT_EQ(format.losses(), 1);
}

TEST(SynComFormat, WhatIsQueuedBeforeThereIsALinkStays) {
  PlainFormat format;
  EXPECT_TRUE(format.out.add("a"));
  format.lose(Error::timeout);
  EXPECT_EQ(format.out.count(), 1);
  EXPECT_FALSE(format.is_lost());
}

}  // namespace
