// SPDX-License-Identifier: MIT
// What a driver learns of an edge from each kind of pin.
#include "uasyncio/drivers/edge.hpp"

#include "tests/support/scenario.hpp"

using namespace scenario;
using asyncio::Coro;
namespace machine = asyncio::machine;

namespace {

struct PlainPin {
  bool value() const noexcept { return true; }
  asyncio::Error irq(machine::Edge, machine::PinHandler, void*) noexcept {
    return asyncio::Error::none;
  }
  void irq(std::nullptr_t) noexcept {}
};
struct TimedPin : PlainPin {
  asyncio::Time edge_time() const noexcept { return 5; }
};
/// Its level is another one by now.
struct QueuedPin : TimedPin {
  bool edge_level() const noexcept { return false; }
  void take_edges() noexcept {}
};

TEST(Edge, IsTakenAsThePinHasNotedItOtherwiseAsItIsNow) {
  EXPECT_EQ(played([]() -> Coro<> {
              PlainPin plain;
              TimedPin timed;
              QueuedPin queued;
              co_await asyncio::sleep_ms(7);
              EXPECT_EQ(asyncio::to_microseconds(asyncio::detail::time_of_edge(plain)), 7'000u);
              EXPECT_EQ(asyncio::to_microseconds(asyncio::detail::time_of_edge(timed)), 5u);
              EXPECT_EQ(asyncio::to_microseconds(asyncio::detail::time_of_edge(queued)), 5u);
              EXPECT_TRUE(asyncio::detail::level_of_edge(plain));
              EXPECT_TRUE(asyncio::detail::level_of_edge(timed));
              EXPECT_FALSE(asyncio::detail::level_of_edge(queued));
            }),
            "ok");
}

}  // namespace
