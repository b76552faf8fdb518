// SPDX-License-Identifier: MIT
// TaskLocal: a value for each task, freed with it.
#include "tests/support/scenario.hpp"

#include <optional>
#include <uasyncio/sync/task_local.hpp>

using namespace scenario;
using asyncio::Coro;
using asyncio::Task;
using asyncio::TaskLocal;

TEST(TaskLocal, EachTaskHasItsOwnAndInheritsNothing) {
  EXPECT_EQ(played([]() -> Coro<> {
              TaskLocal<int> number{1};
              say(number.set(2) ? "set" : "?");
              say(number.get());
              auto other = [&number](int value) -> Coro<> {
                say(number.get());
                number.set(value);
                co_await asyncio::sleep_ms(1);
                say(number.get());
              };
              co_await asyncio::gather(other(3), other(4));
              say(number.get());
              number.set(5);
              say(number.get());
              number.reset();
              number.reset();
              say(number.get());
            }),
            "set 2 1 1 3 4 2 5 1 ok");
}

TEST(TaskLocal, AValueIsFreedWhenItsTaskEndsInWhateverWay) {
  EXPECT_EQ(played([]() -> Coro<> {
              TaskLocal<std::string> text{"default"};
              auto& pool = asyncio::FramePool::current();
              const std::size_t used = pool.used();
              auto sets = [&text](Coro<> body) -> Coro<> {
                text.set(std::string(100, 'x'));
                co_await std::move(body);
              };
              auto [a, b] =
                  co_await asyncio::gather_results(sets(cleanup("c", 1)), sets(failing(2)));
              Task<> task = asyncio::create_task(sets(hang("h")));
              co_await asyncio::sleep_ms(1);
              co_await asyncio::cancel_and_wait(task);
              task = Task<>();
              say(a.ok() && !b.ok(), pool.used() - used);
              say(text.get());
            }),
            "{ c } ~failing h 1 0 default ok");
}

TEST(TaskLocal, DestroyingItFreesTheValuesOfAllTasks) {
  EXPECT_EQ(played([]() -> Coro<> {
              std::optional<TaskLocal<std::string>> text(std::in_place);
              TaskLocal<int> other;
              auto sets = [&]() -> Coro<> {
                text->set(std::string(100, 'x'));
                other.set(7);
                co_await asyncio::sleep_ms(2);
                say(other.get());
              };
              Task<> a = asyncio::create_task(sets);
              Task<> b = asyncio::create_task(sets);
              co_await asyncio::sleep_ms(1);
              text.reset();
              co_await asyncio::gather(a, b);
            }),
            "7 7 ok");
}

TEST(TaskLocal, OutsideOfATaskThereIsOnlyTheDefault) {
  TaskLocal<int> number{9};
  EXPECT_FALSE(number.set(1));
  number.reset();
  EXPECT_EQ(number.get(), 9);
}

TEST(TaskLocal, WithoutRoomSetSaysSo) {
  EXPECT_EQ(played([]() -> Coro<> {
              TaskLocal<int> number{9};
              asyncio::FramePool::current().fail_allocation(1);
              say(number.set(1) ? "set" : "no room", number.get());
              co_return;
            }),
            "no room 9 ok");
}

TEST(TaskLocal, AwaitedAndWatchedTasksKeepTheirs) {
  EXPECT_EQ(played([]() -> Coro<> {
              TaskLocal<int> number{9};
              Task<int> task = asyncio::create_task([&number]() -> Coro<int> {
                co_await asyncio::sleep_ms(1);
                number.set(1);
                co_await asyncio::sleep_ms(1);
                co_return number.get();
              });
              auto waits = [](Task<int> one) -> Coro<int> { co_return co_await one; };
              auto [a, b, c] = co_await asyncio::gather(waits(task), task, waits(task));
              say(a, b, c);
            }),
            "1 1 1 ok");
}

TEST(TaskLocal, TheLoopMayBeDestroyedMeanwhile) {
  TaskLocal<std::string> text;
  {
    asyncio::SimPort port;
    asyncio::Loop loop(port);
    auto make = [&]() -> Coro<> {
      asyncio::create_task([&]() -> Coro<> {
        text.set(std::string(100, 'x'));
        co_await hang("h");
      });
      text.set("main");
      co_await asyncio::sleep_ms(1);
    };
    EXPECT_TRUE(loop.run_until_complete(make()));
  }
  EXPECT_EQ(asyncio::FramePool::current().used(), 0u);
}

#if UASYNCIO_EXCEPTIONS
struct Refuses {
  Refuses() = default;
  explicit Refuses(bool throws) : throws_when_moved(throws) {}
  Refuses(Refuses&& other) : throws_when_moved(other.throws_when_moved) {
    if (throws_when_moved) throw 1;
  }
  Refuses& operator=(Refuses&&) = default;
  bool throws_when_moved = false;
};

TEST(TaskLocal, AValueWhoseMoveThrowsLeavesNothing) {
  EXPECT_EQ(played([]() -> Coro<> {
              TaskLocal<Refuses> value;
              const std::size_t used = asyncio::FramePool::current().used();
              EXPECT_THROW(value.set(Refuses(true)), int);
              EXPECT_EQ(asyncio::FramePool::current().used(), used);
              co_return;
            }),
            "ok");
}
#endif
