// SPDX-License-Identifier: MIT
// A write that is moved before it begins, and one that is never awaited.
#include "tests/support/scenario.hpp"

#include <uasyncio/stream/memory_pair.hpp>
#include <uasyncio/stream/reader.hpp>
#include <uasyncio/stream/writer.hpp>

using namespace scenario;
using asyncio::Coro;

TEST(WriteAwaiters, CanBeMovedUntilTheyAreAwaited) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::MemoryPair<8> pair;
              asyncio::BufferedReader<8> reader(pair.right);
              asyncio::BufferedWriter<8> writer(pair.left);
              {
                [[maybe_unused]] auto never = writer.awrite("never");
                auto first = writer.awrite("moved");
                auto second = std::move(first);
                co_await std::move(second);
              }
              const std::string_view bytes = co_await reader.read();
              say(bytes);
            }),
            "moved ok");
}
