// SPDX-License-Identifier: MIT
// Scripts iterator_event and event_queue with what C++ has for them: a generator, a class with
// `next`, and a queue. The loop must not end while only the iterator waits.
#include "tests/support/scenario.hpp"

using namespace scenario;
using asyncio::AsyncGenerator;
using asyncio::Coro;
using asyncio::Event;
using asyncio::Queue;
using asyncio::ThreadSafeFlag;

namespace {

AsyncGenerator<int> values(Event& event, int last) {
  for (int n = 1; n <= last; ++n) {
    say("waits");
    co_await event.wait();
    event.clear();
    co_yield n;
  }
}

/// The iterator as an object with `next`, as a class with __anext__ is.
class Ticks {
 public:
  explicit Ticks(ThreadSafeFlag& flag) : flag_(&flag) {}
  Coro<std::optional<int>> next() {
    if (count_ == 2) co_return std::nullopt;
    co_await flag_->wait();
    co_return ++count_;
  }

 private:
  ThreadSafeFlag* flag_;
  int count_ = 0;
};

}  // namespace

TEST(IteratorEventScript, AGeneratorIsFedByAnEventThatATaskSets) {
  EXPECT_EQ(played([]() -> Coro<> {
              Event event;
              auto sets = [](Event& each) -> Coro<> {
                for (int n = 0; n != 3; ++n) {
                  co_await asyncio::sleep_ms(10);
                  say("set");
                  each.set();
                }
              };
              asyncio::create_task(sets(event));
              auto numbers = values(event, 3);
              while (auto n = co_await numbers.next()) say(*n, now_ms());
              say("end");
            }),
            "waits set 1 10 waits set 2 20 waits set 3 30 end ok");
}

// The original's loop once ended here: nothing was in its queue but a task that waits for an event.
TEST(OriginalDefectsOfIteratorEvent, TheLoopExitsWhileOnlyTheIteratorWaits) {
  EXPECT_EQ(played([]() -> Coro<> {
              ThreadSafeFlag flag;
              for (const int time : {20, 40}) {
                sim()->at(asyncio::Milliseconds(time).microseconds(), [&flag] {
                  say("outside");
                  flag.set();
                });
              }
              Ticks ticks(flag);
              while (auto n = co_await ticks.next()) say(*n, now_ms());
              say("end");
            }),
            "outside 1 20 outside 2 40 end ok");
}

TEST(EventQueueScript, AQueueThatIsFedFromOutsideKeepsTheLoopAlive) {
  EXPECT_EQ(played([]() -> Coro<> {
              Queue<int, 1> queue;
              ThreadSafeFlag flag;
              auto feeds = [](ThreadSafeFlag& from, Queue<int, 1>& to) -> Coro<> {
                for (int n = 1; n != 3; ++n) {
                  co_await from.wait();
                  co_await to.put(n);
                }
                to.shutdown();
              };
              asyncio::create_task(feeds(flag, queue));
              for (const int time : {20, 40}) {
                sim()->at(asyncio::Milliseconds(time).microseconds(), [&flag] { flag.set(); });
              }
              while (auto item = co_await queue.next()) say(*item, now_ms());
            }),
            "1 20 2 40 ok");
}

TEST(IteratorEventScript, TheIterationCanBeCancelledWhileItWaits) {
  EXPECT_EQ(played([]() -> Coro<> {
              Event event;
              auto iterates = [](Event& each) -> Coro<> {
                Guard guard("~");
                auto numbers = values(each, 3);
                while (auto n = co_await numbers.next()) say(*n);
              };
              auto task = asyncio::create_task(iterates(event));
              co_await asyncio::sleep_ms(1);
              event.set();
              co_await asyncio::sleep_ms(1);
              co_await asyncio::cancel_and_wait(task);
              say("end");
            }),
            "waits 1 waits ~ end ok");
}
