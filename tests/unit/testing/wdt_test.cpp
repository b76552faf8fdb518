// SPDX-License-Identifier: MIT
#include "uasyncio/testing/wdt.hpp"

#include "tests/support/scenario.hpp"

namespace {

using namespace scenario;
using asyncio::Coro;
using asyncio::testing::WDT;

void tell_bark(void* name) { say(static_cast<const char*>(name), "at", now_ms()); }

TEST(TestingWDT, BarksOnceWhenItWasNotFed) {
  EXPECT_EQ(played([]() -> Coro<> {
              char name[] = "rex";
              WDT fed(100, &tell_bark, name);
              co_await asyncio::sleep_ms(1'000);
              for (int meal = 0; meal != 5; ++meal) {
                fed.feed();
                co_await asyncio::sleep_ms(99);
              }
              say(fed.has_barked());
              co_await asyncio::sleep_ms(1'000);
              fed.feed();
              co_await asyncio::sleep_ms(1'000);
            }),
            "0 rex at 1496 ok");
}

}  // namespace
