// SPDX-License-Identifier: MIT
// Scripts event, event_fair, event_queue and iterator_event. The last two are about a loop that
// only an interrupt can wake: it must wait for it, neither end nor poll.
#include "tests/support/scenario.hpp"

#include <optional>
#include <vector>

using namespace scenario;
using asyncio::Coro;
using asyncio::Error;
using asyncio::Event;
using asyncio::Task;

namespace {

Coro<> waiting(std::string_view name, Event* event) {
  Guard guard("-");
  say(name);
  co_await event->wait();
  say(name, "woken");
}

Task<> start_waiting(std::string_view name, Event* event) {
  return asyncio::create_task(waiting(name, event));
}

}  // namespace

TEST(EventScript, WakesAllInTheOrderOfWaiting) {
  EXPECT_EQ(played([]() -> Coro<> {
              Event event;
              say(event.is_set());
              start_waiting("a", &event);
              start_waiting("b", &event);
              start_waiting("c", &event);
              co_await asyncio::sleep_ms(0);
              event.set();
              say("set", event.is_set());
              co_await asyncio::sleep_ms(0);
              say("main");
            }),
            "0 a b c set 1 a woken - b woken - c woken - main ok");
}

TEST(EventScript, ASetEventIsNotWaitedForUntilItIsCleared) {
  EXPECT_EQ(played([]() -> Coro<> {
              Event event;
              event.set();
              start_waiting("a", &event);
              start_waiting("b", &event);
              co_await asyncio::sleep_ms(0);
              event.clear();
              say("clear", event.is_set());
              Task<> late = start_waiting("c", &event);
              co_await asyncio::sleep_ms(0);
              say("set");
              event.set();
              co_await late;
            }),
            "a a woken - b b woken - clear 0 c set c woken - ok");
}

TEST(EventScript, SetAndThenCancelIsACancel) {
  EXPECT_EQ(played([]() -> Coro<> {
              Event event;
              Task<> task = start_waiting("a", &event);
              co_await asyncio::sleep_ms(0);
              event.set();
              task.cancel();
              co_await asyncio::sleep_ms(0);
              say(task.cancelled() ? "cancelled" : "not");
            }),
            "a - cancelled ok");
}

TEST(EventScript, CancelAndThenSetIsACancel) {
  EXPECT_EQ(played([]() -> Coro<> {
              Event event;
              Task<> task = start_waiting("a", &event);
              Task<> other = start_waiting("b", &event);
              co_await asyncio::sleep_ms(0);
              task.cancel();
              event.set();
              co_await other;
              say(task.cancelled() ? "cancelled" : "not");
            }),
            "a b - b woken - cancelled ok");
}

TEST(EventScript, WaitForHitAndMiss) {
  EXPECT_EQ(played([]() -> Coro<> {
              Event event;
              say(co_await error_of(asyncio::wait_for(event.wait(), 0.1)), now_ms());
              asyncio::create_task(
                  [](Event* one) -> Coro<> {
                    co_await asyncio::sleep_ms(50);
                    one->set();
                  },
                  &event);
              co_await asyncio::wait_for(event.wait(), 0.1);
              say("hit", now_ms());
            }),
            "TimeoutError 100 hit 150 ok");
}

// A task waits for an event which another keeps setting, and two only yield: everybody has one turn
// a pass, and the woken task comes behind who was ready before.
TEST(EventFairScript, SettingAndWaitingShareWithOthers) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto yields = [](std::string_view name) -> Coro<> {
                for (int turn = 0; turn != 4; ++turn) {
                  say(name);
                  co_await asyncio::sleep_ms(0);
                }
              };
              auto sets = [](Event* event) -> Coro<> {
                for (int turn = 0; turn != 4; ++turn) {
                  say("set");
                  event->set();
                  event->clear();
                  co_await asyncio::sleep_ms(0);
                }
              };
              auto waits = [](Event* event) -> Coro<> {
                for (int turn = 0; turn != 3; ++turn) {
                  co_await event->wait();
                  say("woken");
                }
              };
              Event event;
              Task<> x = asyncio::create_task(yields, std::string_view("x"));
              Task<> waiter = asyncio::create_task(waits, &event);
              Task<> setter = asyncio::create_task(sets, &event);
              Task<> y = asyncio::create_task(yields, std::string_view("y"));
              co_await waiter;
              co_await setter;
              co_await y;
            }),
            "x set y x woken set y x woken set y x woken set y ok");
}

TEST(EventQueueScript, TheLoopLivesOnWhileOnlyAnInterruptCanSetTheEvent) {
  EXPECT_EQ(played([]() -> Coro<> {
              Event event;
              asyncio::ThreadSafeFlag flag;
              sim()->at(70'000, [&flag] { flag.set(); });
              asyncio::create_task(
                  [](asyncio::ThreadSafeFlag* interrupt, Event* one) -> Coro<> {
                    co_await interrupt->wait();
                    say("interrupt", now_ms());
                    one->set();
                  },
                  &flag, &event);
              co_await event.wait();
              say("event", now_ms());
              EXPECT_EQ(sim()->waits(), 1u) << "one sleep, one wake";
            }),
            "interrupt 70 event 70 ok");
}

namespace {

/// Items as they come; ends with an empty one. What `async for` is in Python.
class Feed {
 public:
  void put(int item) {
    items_.push_back(item);
    ready_.set();
  }
  void close() {
    closed_ = true;
    ready_.set();
  }
  Coro<std::optional<int>> next() {
    while (at_ == items_.size() && !closed_) {
      ready_.clear();
      co_await ready_.wait();
    }
    co_return at_ == items_.size() ? std::optional<int>() : items_[at_++];
  }

 private:
  std::vector<int> items_;
  std::size_t at_ = 0;
  bool closed_ = false;
  Event ready_;
};

}  // namespace

TEST(IteratorEventScript, AnIteratorFedByAnEventKeepsTheLoopAlive) {
  EXPECT_EQ(played([]() -> Coro<> {
              Feed feed;
              asyncio::Loop& loop = *asyncio::Loop::running();
              for (int item = 1; item != 4; ++item) {
                loop.call_later_ms(10 * item, [&feed](int one) { feed.put(one); }, item);
              }
              loop.call_later_ms(35, [&feed] { feed.close(); });
              for (;;) {
                std::optional<int> item = co_await feed.next();
                if (!item) break;
                say(*item, now_ms());
              }
              say("end", now_ms());
            }),
            "1 10 2 20 3 30 end 35 ok");
}
