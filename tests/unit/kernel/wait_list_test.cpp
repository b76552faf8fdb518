// SPDX-License-Identifier: MIT
// The wait list under all primitives: order, removal anywhere, and a list that goes too early.
#include "uasyncio/kernel/wait_list.hpp"

#include "tests/support/scenario.hpp"

#include <optional>
#include <vector>

using namespace scenario;
using asyncio::Coro;
using asyncio::Task;
using asyncio::kernel::Node;
using asyncio::kernel::NodeList;

namespace {

TEST(NodeList, IsFirstInFirstOutAfterTheRemovalOfAnyPosition) {
  for (std::size_t removed = 0; removed != 5; ++removed) {
    std::vector<Node> nodes(5);
    NodeList list;
    for (Node& node : nodes) append(list, &node);
    remove(list, &nodes[removed]);
    for (std::size_t index = 0; index != nodes.size(); ++index) {
      if (index != removed) {
        EXPECT_EQ(take_first(list), &nodes[index]);
      }
    }
    EXPECT_EQ(take_first(list), nullptr);
  }
}

TEST(NodeList, TakesWhatWasRemovedAgainAtItsEnd) {
  std::vector<Node> nodes(3);
  NodeList list;
  for (Node& node : nodes) append(list, &node);
  remove(list, &nodes[0]);
  append(list, &nodes[0]);
  EXPECT_EQ(take_first(list), &nodes[1]);
  EXPECT_EQ(take_first(list), &nodes[2]);
  EXPECT_EQ(take_first(list), &nodes[0]);
}

Coro<> waiter(asyncio::Event& event, int number) {
  Guard guard("~" + std::to_string(number));
  co_await event.wait();
  say(number);
}

TEST(WaitList, WakesInOrderAfterTheCancelOfAnyWaiter) {
  for (const int cancelled : {0, 1, 2}) {
    const std::string said = played([cancelled]() -> Coro<> {
      asyncio::Event event;
      std::vector<Task<>> tasks;
      for (int n = 0; n != 3; ++n) {
        tasks.push_back(asyncio::create_task(waiter(event, n)));
      }
      co_await asyncio::sleep_ms(1);
      tasks[static_cast<std::size_t>(cancelled)].cancel();
      co_await asyncio::sleep_ms(1);
      event.set();
      co_await asyncio::sleep_ms(1);
    });
    std::string expected = "~" + std::to_string(cancelled);
    for (int n = 0; n != 3; ++n) {
      const std::string number = std::to_string(n);
      if (n != cancelled) expected += " " + number + " ~" + number;
    }
    EXPECT_EQ(said, expected + " ok");
  }
}

TEST(WaitList, DestroyedWithWaitersCancelsThemAndSaysSo) {
  EXPECT_EQ(played([]() -> Coro<> {
              std::optional<asyncio::Event> event(std::in_place);
              Task<> first = asyncio::create_task(waiter(*event, 1));
              Task<> second = asyncio::create_task(waiter(*event, 2));
              co_await asyncio::sleep_ms(1);
              event.reset();
              co_await asyncio::sleep_ms(1);
              say(first.cancelled() && second.cancelled() ? "cancelled" : "not");
              EXPECT_EQ(sim()->transcript(),
                        "uasyncio: Event destroyed while task 'task' waits for it; the task is "
                        "cancelled\n"
                        "uasyncio: Event destroyed while task 'task' waits for it; the task is "
                        "cancelled\n");
            }),
            "~1 ~2 cancelled ok");
}

TEST(WaitList, DestroyedBeforeATimeOutStrikesCancelsTheWholeTask) {
  EXPECT_EQ(played([]() -> Coro<> {
              std::optional<asyncio::Event> event(std::in_place);
              Task<> waiter = asyncio::create_task(
                  [](asyncio::Event& its) -> Coro<> {
                    Guard guard("waiter");
                    (void)co_await asyncio::as_result(asyncio::wait_for_ms(its.wait(), 5));
                    say("never");
                  },
                  std::ref(*event));
              co_await asyncio::sleep_ms(1);
              event.reset();
              sim()->work_ms(10);  // the time is over before the waiter has its turn
              co_await asyncio::sleep_ms(0);
              say(waiter.cancelled() ? "cancelled" : "not");
            }),
            "waiter cancelled ok");
}

}  // namespace
