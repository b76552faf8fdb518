// SPDX-License-Identifier: MIT
// Who lets the processor sleep deeply, who does not, and how long each has lasted.
#include "uasyncio/power/deep_sleep.hpp"

#include "tests/support/scenario.hpp"

#include <optional>

using namespace scenario;
using asyncio::Coro;
using asyncio::DeepSleep;
using asyncio::LightSleep;
using asyncio::Loop;

namespace {

/// What `dump` says of it.
std::string dumped() {
  sim()->clear_transcript();
  Loop::running()->dump();
  const std::string text = sim()->transcript();
  const std::size_t at = text.find("  sleeps ");
  return at == std::string::npos ? "" : text.substr(at);
}

TEST(DeepSleep, IsTheNextOneWhileItIsAllowedAndNobodyNeedsAClock) {
  EXPECT_FALSE(DeepSleep::is_next());
  const LightSleep early("early");
  {
    const DeepSleep deep;
    EXPECT_FALSE(DeepSleep::is_next());
  }
  std::optional<DeepSleep> deep(std::in_place);
  std::optional<LightSleep> one(std::in_place, "one");
  std::optional<LightSleep> other(std::in_place, "other");
  EXPECT_FALSE(DeepSleep::is_next());
  one.reset();
  EXPECT_FALSE(DeepSleep::is_next());
  EXPECT_STREQ(LightSleep::newest()->name(), "other");
  EXPECT_STREQ(LightSleep::newest()->older()->name(), "early");
  deep.reset();
  EXPECT_FALSE(DeepSleep::is_next());
}

TEST(DeepSleep, IsAllowedUntilTheLastPermissionGoes) {
  std::optional<DeepSleep> one(std::in_place);
  std::optional<DeepSleep> other(std::in_place);
  EXPECT_TRUE(DeepSleep::is_next());
  one.reset();
  EXPECT_TRUE(DeepSleep::is_next());
  {
    const LightSleep light("fan");
    EXPECT_FALSE(DeepSleep::is_next());
  }
  EXPECT_TRUE(DeepSleep::is_next());
  other.reset();
  EXPECT_FALSE(DeepSleep::is_next());
}

#if UASYNCIO_DIAGNOSTICS
TEST(DeepSleep, IsCountedApart) {
  EXPECT_EQ(played([]() -> Coro<> {
              const std::uint64_t before = DeepSleep::asleep_us();
              const auto deep_ms = [=] { return (DeepSleep::asleep_us() - before) / 1000; };
              co_await asyncio::sleep_ms(10);
              say("none", deep_ms());
              const DeepSleep deep;
              co_await asyncio::sleep_ms(20);
              say("some", deep_ms());
              {
                const LightSleep light("fan");
                co_await asyncio::sleep_ms(40);
                say("no more", deep_ms());
                sim()->work_ms(5);
              }
              co_await asyncio::sleep_ms(80);
              sim()->work_ms(5);
              say("at last", deep_ms(), "of", Loop::running()->idle_time() / 1000);
            }),
            "none 0 some 20 no more 20 at last 100 of 150 ok");
}

TEST(DeepSleep, TheDumpSaysWhoPreventsIt) {
  EXPECT_EQ(played([]() -> Coro<> {
              const LightSleep fan("fan");
              EXPECT_EQ(dumped(), "");
              const DeepSleep deep;
              EXPECT_EQ(dumped(), "  sleeps lightly because of fan\n");
              std::optional<LightSleep> uart(std::in_place, "UART");
              EXPECT_EQ(dumped(), "  sleeps lightly because of UART, fan\n");
              co_return;
            }),
            "ok");
  EXPECT_EQ(played([]() -> Coro<> {
              const DeepSleep deep;
              EXPECT_EQ(dumped(), "");
              co_return;
            }),
            "ok");
}
#endif

}  // namespace
