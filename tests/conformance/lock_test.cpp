// SPDX-License-Identifier: MIT
// Script lock: order, the block form, and cancels of holders and waiters.
#include "tests/support/scenario.hpp"
#include "uasyncio/sync/lock.hpp"
#include "uasyncio/sync/with.hpp"

using namespace scenario;
using asyncio::Coro;
using asyncio::Lock;
using asyncio::Task;

namespace {

/// Takes the lock three times, without awaiting anything while it has it.
Coro<> takes_thrice(Lock& lock, const char* name) {
  say(name, "starts");
  for (int turn = 1; turn != 4; ++turn) {
    auto held = co_await asyncio::with(lock);
    say(name, turn);
  }
  say(name, "ends");
}

Coro<> takes_twice(Lock& lock, const char* name) {
  {
    auto held = co_await asyncio::with(lock);
    say(name, "has", lock.locked());
    co_await asyncio::sleep_ms(200);
  }
  say(name, "released", lock.locked());
  co_await lock.acquire();
  say(name, "again", now_ms());
  lock.release();
}

/// Holds the lock for 100 ms, then cancels `victim`.
Coro<> holds(Lock& lock, const char* name, Task<>* victim = nullptr) {
  asyncio::on_cancel says([name] { say(name, "cancelled"); });
  {
    auto held = co_await asyncio::with(lock);
    say(name, "has");
    co_await asyncio::sleep_ms(100);
    if (victim != nullptr) victim->cancel();
  }
  says.dismiss();
  say(name, "released");
}

}  // namespace

TEST(LockScript, AcquireAndRelease) {
  EXPECT_EQ(played([]() -> Coro<> {
              Lock lock;
              say(lock.locked());
              co_await lock.acquire();
              say(lock.locked());
              co_await asyncio::sleep_ms(0);
              lock.release();
              say(lock.locked());
              co_await asyncio::sleep_ms(0);
              say(lock.locked());
              auto held = co_await asyncio::with(lock);
              say("block", lock.locked());
            }),
            "0 1 0 0 block 1 ok");
}

TEST(LockScript, ALockThatIsAlwaysFreeIsTakenWithoutYielding) {
  EXPECT_EQ(played([]() -> Coro<> {
              Lock lock;
              for (const char* name : {"a", "b", "c"}) {
                asyncio::create_task(takes_thrice(lock, name));
              }
              co_await asyncio::sleep_ms(100);
            }),
            "a starts a 1 a 2 a 3 a ends b starts b 1 b 2 b 3 b ends "
            "c starts c 1 c 2 c 3 c ends ok");
}

// The original prints False where `main` takes over from `task` (see OriginalDefectsOfLock).
TEST(LockScript, TwoSleepersTakeTurns) {
  EXPECT_EQ(played([]() -> Coro<> {
              Lock lock;
              Task<> task = asyncio::create_task(takes_twice(lock, "task"));
              co_await asyncio::sleep_ms(100);
              co_await takes_twice(lock, "main");
              co_await task;
            }),
            "task has 1 task released 1 main has 1 main released 1 task again 400 "
            "main again 400 ok");
}

TEST(LockScript, TheHolderCancelsTheNextAndTheThirdHasItsTurn) {
  EXPECT_EQ(played([]() -> Coro<> {
              Lock lock;
              Task<> second;
              asyncio::create_task(holds(lock, "a", &second));
              second = asyncio::create_task(holds(lock, "b"));
              asyncio::create_task(holds(lock, "c"));
              co_await asyncio::sleep_ms(300);
              say(lock.locked());
            }),
            "a has a released b cancelled c has c released 0 ok");
}

TEST(LockScript, TheSecondIsCancelledWhileItWaits) {
  EXPECT_EQ(played([]() -> Coro<> {
              Lock lock;
              asyncio::create_task(holds(lock, "a"));
              Task<> second = asyncio::create_task(holds(lock, "b"));
              asyncio::create_task(holds(lock, "c"));
              co_await asyncio::sleep_ms(50);
              second.cancel();
              co_await asyncio::sleep_ms(300);
              say(lock.locked());
            }),
            "a has b cancelled a released c has c released 0 ok");
}

TEST(LockScript, TheSecondIsCancelledWhileItHasTheLock) {
  EXPECT_EQ(played([]() -> Coro<> {
              Lock lock;
              asyncio::create_task(holds(lock, "a"));
              Task<> second = asyncio::create_task(holds(lock, "b"));
              asyncio::create_task(holds(lock, "c"));
              co_await asyncio::sleep_ms(150);
              second.cancel();
              co_await asyncio::sleep_ms(300);
              say(lock.locked());
            }),
            "a has a released b has b cancelled c has c released 0 ok");
}

// The original raises RuntimeError.
TEST(LockScript, ReleasingAFreeLockIsAnError) {
  Lock lock;
  EXPECT_FALSE(lock.release());
}
