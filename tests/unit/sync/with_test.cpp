// SPDX-License-Identifier: MIT
// with: guards, bodies and resources, and everything that can go wrong between enter and exit.
#include "uasyncio/sync/with.hpp"

#include "tests/support/scenario.hpp"
#include "uasyncio/sync/lock.hpp"

#include <memory>

using namespace scenario;
using asyncio::Coro;
using asyncio::Error;
using asyncio::Lock;
using asyncio::Task;

namespace {

/// Says when it is entered and left; both take a millisecond. What `aenter` gives is in use until
/// `aexit` has ended.
class Door {
 public:
  explicit Door(std::string_view name, Error enter = Error::none, Error exit = Error::none)
      : name_(name), enter_(enter), exit_(exit) {}
  Coro<int> aenter() {
    co_await asyncio::sleep_ms(1);
    if (enter_) co_await asyncio::fail(enter_);
    say("in", name_);
    co_return 7;
  }
  Coro<> aexit() {
    say("{");
    co_await asyncio::sleep_ms(1);
    if (exit_) co_await asyncio::fail(exit_);
    say(name_, "}");
  }

 private:
  std::string name_;
  Error enter_;
  Error exit_;
};

template <class Awaitable>
Coro<> say_end_of(Awaitable awaitable) {
  say(co_await error_of(std::move(awaitable)), now_ms());
}

// --- guards

TEST(WithLock, HoldsUntilTheEndOfTheScope) {
  EXPECT_EQ(played([]() -> Coro<> {
              Lock lock;
              {
                auto held = co_await asyncio::with(lock);
                say(lock.locked());
              }
              say(lock.locked());
            }),
            "1 0 ok");
}

TEST(WithLock, IsReleasedEarlyOnce) {
  EXPECT_EQ(played([]() -> Coro<> {
              Lock lock;
              auto held = co_await asyncio::with(lock);
              held.release();
              say(lock.locked());
              EXPECT_TRUE(lock.try_acquire());
              held.release();
              say(lock.locked());
              lock.release();
            }),
            "0 1 ok");
}

TEST(WithLock, MovesWithItsGuard) {
  EXPECT_EQ(played([]() -> Coro<> {
              Lock one;
              Lock two;
              auto held = co_await asyncio::with(one);
              {
                auto moved = std::move(held);
                say(one.locked());
              }
              say(one.locked());
              held = co_await asyncio::with(one);
              held = co_await asyncio::with(two);
              say(one.locked(), two.locked());
            }),
            "1 0 0 1 ok");
}

TEST(WithLock, IsReleasedByAFailure) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto body = [](Lock& lock) -> Coro<> {
                auto held = co_await asyncio::with(lock);
                co_await failing(1);
              };
              Lock lock;
              co_await say_end_of(body(lock));
              say(lock.locked());
            }),
            "~failing UserError 1 0 ok");
}

TEST(WithLock, WaitsNoLongerThanALimit) {
  EXPECT_EQ(played([]() -> Coro<> {
              Lock lock;
              {
                auto held = co_await asyncio::wait_for_ms(asyncio::with(lock), 5);
                co_await say_end_of(asyncio::wait_for_ms(asyncio::with(lock), 5));
                say(lock.locked());
              }
              say(lock.locked());
            }),
            "TimeoutError 5 1 0 ok");
}

TEST(WithLock, RunsABodyAndGivesItsValue) {
  EXPECT_EQ(played([]() -> Coro<> {
              Lock lock;
              auto owned = std::make_unique<int>(5);
              auto body = [&lock, owned = std::move(owned)]() -> Coro<int> {
                co_await asyncio::sleep_ms(1);
                say(lock.locked());
                co_return *owned;
              };
              const int value = co_await asyncio::with(lock, std::move(body));
              say(value, lock.locked());
              co_await asyncio::with(lock, []() -> Coro<> {
                say("nothing");
                co_return;
              });
            }),
            "1 5 0 nothing ok");
}

TEST(WithLock, IsFreeWhenTheBodyIsCancelled) {
  EXPECT_EQ(played([]() -> Coro<> {
              Lock lock;
              auto hangs = []() -> Coro<> { co_await hang("left"); };
              Task<> task = asyncio::create_task(asyncio::with(lock, hangs));
              co_await asyncio::sleep_ms(1);
              say(lock.locked());
              co_await asyncio::cancel_and_wait(task);
              say(lock.locked());
            }),
            "1 left 0 ok");
}

// --- resources

TEST(With, EntersRunsAndLeaves) {
  EXPECT_EQ(played([]() -> Coro<> {
              Door door("door");
              const int value = co_await asyncio::with(door, [](int entered) -> Coro<int> {
                say("body", entered);
                co_return entered + 1;
              });
              say(value, now_ms());
            }),
            "in door body 7 { door } 8 2 ok");
}

TEST(With, KeepsWhatWasEnteredAndATemporaryResource) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto body = [](int& entered) -> Coro<> {
                co_await asyncio::sleep_ms(1);
                say(++entered);
              };
              Coro<> waiting = asyncio::with(Door("a long name that is not stored in place"), body);
              co_await asyncio::sleep_ms(1);
              co_await std::move(waiting);
            }),
            "in a long name that is not stored in place 8 "
            "{ a long name that is not stored in place } ok");
}

TEST(With, ABodyNeedNotTakeWhatWasEntered) {
  EXPECT_EQ(played([]() -> Coro<> {
              Door door("door");
              co_await asyncio::with(door, []() -> Coro<> {
                say("body");
                co_return;
              });
            }),
            "in door body { door } ok");
}

struct Plain {
  auto aenter() { return asyncio::sleep_ms(1); }
  auto aexit() { return asyncio::sleep_ms(1); }
};

struct Owner {
  Coro<std::unique_ptr<int>> aenter() { co_return std::make_unique<int>(3); }
  Coro<> aexit() { co_return; }
};

TEST(With, TakesAwaitersAndValuesThatMoveOnly) {
  EXPECT_EQ(played([]() -> Coro<> {
              Plain plain;
              co_await asyncio::with(plain, []() -> Coro<> {
                say("plain", now_ms());
                co_return;
              });
              say(now_ms());
              say(co_await asyncio::with(
                  Owner(), [](std::unique_ptr<int> value) -> Coro<int> { co_return *value; }));
            }),
            "plain 1 2 3 ok");
}

TEST(With, LeavesAfterAFailure) {
  EXPECT_EQ(played([]() -> Coro<> {
              Door door("door");
              co_await say_end_of(asyncio::with(door, []() -> Coro<> { co_await failing(1); }));
            }),
            "in door ~failing { door } UserError 3 ok");
}

TEST(With, LeavesAfterACancelAndAfterATimeOut) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto hangs = [](int) -> Coro<> { co_await hang("body"); };
              Door door("door");
              Task<> task = asyncio::create_task(asyncio::with(door, hangs));
              co_await asyncio::sleep_ms(5);
              EXPECT_EQ(co_await asyncio::cancel_and_wait(task), Error::cancelled);
              say(now_ms());
              co_await say_end_of(asyncio::wait_for_ms(asyncio::with(door, hangs), 5));
            }),
            "in door body { door } 6 in door body { door } TimeoutError 12 ok");
}

TEST(With, IsNotDisturbedWhileItLeaves) {
  EXPECT_EQ(played([]() -> Coro<> {
              Door door("door");
              auto body = []() -> Coro<int> { co_return 1; };
              Task<int> task = asyncio::create_task(asyncio::with(door, body));
              co_await asyncio::sleep_ms(1);
              co_await asyncio::sleep_ms(0);
              task.cancel();
              co_await asyncio::sleep_ms(5);
              say(task.cancelled() ? "cancelled" : "not");
            }),
            "in door { door } cancelled ok");
}

TEST(With, NeitherRunsNorLeavesIfItCouldNotEnter) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto body = []() -> Coro<> { co_await hang("never"); };
              co_await say_end_of(asyncio::with(Door("door", Error::os(5)), body));
              Task<> task = asyncio::create_task(asyncio::with(Door("door"), body));
              co_await asyncio::sleep_ms(0);
              co_await asyncio::cancel_and_wait(task);
            }),
            "OSError 1 ok");
}

TEST(With, AFailureToLeaveReplacesAValueOrFailureButNoCancel) {
  EXPECT_EQ(played([]() -> Coro<> {
              Door door("door", Error::none, Error::eof);
              auto gives = []() -> Coro<int> { co_return 1; };
              auto fails = []() -> Coro<> { co_await failing(0); };
              auto hangs = []() -> Coro<> { co_await hang("body"); };
              co_await say_end_of(asyncio::with(door, gives));
              co_await say_end_of(asyncio::with(door, fails));
              Task<> task = asyncio::create_task(asyncio::with(door, hangs));
              co_await asyncio::sleep_ms(5);
              co_await asyncio::cancel_and_wait(task);
              say(task.cancelled() ? "cancelled" : "not");
            }),
            "in door { EOFError 2 in door ~failing { EOFError 4 in door body { cancelled ok");
}

TEST(With, LeavesIfThereIsNoRoomForTheBody) {
  EXPECT_EQ(played([]() -> Coro<> {
              Door door("door");
              auto body = []() -> Coro<> { co_await hang("never"); };
              Task<> task = asyncio::create_task(asyncio::with(door, body));
              co_await asyncio::sleep_ms(0);
              asyncio::FramePool::current().fail_allocation(1);
              co_await asyncio::sleep_ms(5);
              co_await say_end_of(task);
            }),
            "in door { door } MemoryError 5 ok");
}

TEST(With, FailsBeforeItEntersIfThereIsNoRoomForItself) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::FramePool::current().fail_allocation(1);
              Door door("door");
              Coro<> waiting = asyncio::with(door, []() -> Coro<> { co_return; });
              co_await say_end_of(std::move(waiting));
            }),
            "MemoryError 0 ok");
}

// --- with exceptions

#if UASYNCIO_EXCEPTIONS
TEST(With, LeavesAfterAnExceptionAndThrowsIt) {
  EXPECT_EQ(played([]() -> Coro<> {
              Door door("door");
              Lock lock;
              auto throws = []() -> Coro<> {
                co_await asyncio::sleep_ms(1);
                throw std::string("mine");
              };
              try {
                co_await asyncio::with(door, throws);
              } catch (const std::string& text) {
                say(text);
              }
              try {
                co_await asyncio::with(lock, throws);
              } catch (const std::string& text) {
                say(text, lock.locked());
              }
            }),
            "in door { door } mine mine 0 ok");
}
#endif

}  // namespace
