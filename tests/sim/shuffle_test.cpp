// SPDX-License-Identifier: MIT
// Seeded order: every order occurs, and a seed replays.
#include "tests/support/scenario.hpp"

#include <set>

using namespace scenario;
using asyncio::Coro;

namespace {

std::string order_of(std::uint64_t seed) {
  return played([seed]() -> Coro<> {
    asyncio::Loop::running()->shuffle(seed);
    for (const char* name : {"a", "b", "c"}) {
      asyncio::create_task([](const char* text) -> Coro<> {
        say(text);
        co_return;
      }(name));
    }
    co_await asyncio::sleep_ms(5);
  });
}

}  // namespace

TEST(Shuffle, DrawsEveryOrderAndReplaysASeed) {
  std::set<std::string> orders;
  for (std::uint64_t seed = 1; seed != 200; ++seed) {
    const std::string order = order_of(seed * 0x9E3779B97F4A7C15u);
    EXPECT_EQ(order, order_of(seed * 0x9E3779B97F4A7C15u));
    orders.insert(order);
  }
  EXPECT_EQ(orders.size(), 6u);
}
