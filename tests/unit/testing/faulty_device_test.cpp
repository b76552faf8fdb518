// SPDX-License-Identifier: MIT
#include "tests/support/scenario.hpp"

#include <uasyncio/stream/memory_pair.hpp>
#include <uasyncio/testing/faulty_device.hpp>

using namespace scenario;
using asyncio::Attempt;
using asyncio::Coro;
using asyncio::MemoryPair;

namespace {

/// What a device of this seed answers to twenty tries.
std::string answers(std::uint32_t seed) {
  return played([&]() -> Coro<> {
    MemoryPair<100> pair;
    asyncio::testing::FaultyDevice faulty(pair.left, seed);
    const std::string text(100, 'x');
    (void)pair.right.try_write(std::as_bytes(std::span(text)));
    std::byte room[50];
    for (int round = 0; round != 20; ++round) {
      const Attempt attempt = faulty.try_read(room);
      say(attempt.has_moved() ? std::to_string(attempt.count()) : "-");
    }
    co_return;
  });
}

TEST(FaultyDevice, TheSameSeedDoesTheSame) {
  EXPECT_EQ(answers(1), answers(1));
  EXPECT_NE(answers(1), answers(2));
  EXPECT_NE(answers(1).find("-"), std::string::npos);
  EXPECT_NE(answers(1).find(" 0 "), std::string::npos);
}

}  // namespace
