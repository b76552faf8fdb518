// SPDX-License-Identifier: MIT
// What both ends of an I2C link are, before there is a peer.
#include "tests/support/scenario.hpp"

#include <uasyncio/drivers/link/asi2c_channel.hpp>
#include <uasyncio/testing/wire.hpp>

using namespace scenario;
using asyncio::Asi2cOptions;
using asyncio::Coro;
using asyncio::testing::Wire;

namespace {

std::uint8_t lonely_room[2][6];

struct LonelyEnd final : asyncio::Asi2cChannel {
  LonelyEnd(Wire& own, Wire& peer, Wire* reset, const Asi2cOptions& options)
      : Asi2cChannel(true, lines_of(own, peer, reset), lonely_room[0], lonely_room[1], options) {}
  using Asi2cChannel::Runs;
  using Asi2cChannel::start;
  void begin_transfer(bool, std::span<std::uint8_t>) noexcept override { say("begin"); }
  void abort_transfer() noexcept override { say("abort"); }
};

TEST(Asi2cChannel, ItsLineIsHighAndTheResetPinInactiveFromTheStart) {
  for (const bool level : {false, true}) {
    Wire own, peer, reset(level);
    LonelyEnd end(own, peer, &reset, {.reset_level = level});
    EXPECT_TRUE(own.value());
    EXPECT_EQ(reset.value(), !level);
  }
}

TEST(Asi2cChannel, WithoutALinkItTakesNothingAndGivesNothing) {
  Wire own, peer;
  LonelyEnd end(own, peer, nullptr, {});
  std::byte bytes[4] = {};
  EXPECT_TRUE(end.try_read(bytes).is_would_block());
  EXPECT_TRUE(end.try_write(bytes).is_would_block());
}

TEST(Asi2cChannel, WhoseTransferDoesNotEndIsAbortedAndToldOnce) {
  EXPECT_EQ(played([]() -> Coro<> {
              Wire own, peer(true);
              LonelyEnd end(own, peer, nullptr, {.t_poll_ms = 10, .timeout_ms = 100});
              const LonelyEnd::Runs runs(end);
              say(end.start().code);
              co_await asyncio::sleep_ms(250);
              say(own.value(), end.running());
              peer.value(false);
              co_await asyncio::sleep_ms(1);
              say(end.running());
              std::byte bytes[8] = {};
              say(end.try_write(bytes).count());
              co_await asyncio::sleep_ms(150);
              say(end.losses(), own.value());
              say(end.try_read(bytes).error().code);
              say(end.try_read(bytes).is_would_block());
              say(end.try_write(bytes).error().code);
              say(end.try_write(bytes).is_would_block());
            }),
            "0 0 0 1 4 begin abort 1 1 110 1 110 1 ok");
}

}  // namespace
