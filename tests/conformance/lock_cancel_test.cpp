// SPDX-License-Identifier: MIT
// Script lock_cancel: several waiters are cancelled at once, and the lock still excludes.
#include "tests/support/scenario.hpp"
#include "uasyncio/sync/lock.hpp"

using namespace scenario;
using asyncio::Coro;
using asyncio::Lock;
using asyncio::Task;

namespace {

Coro<> excludes(Lock& lock, int number, bool& is_inside) {
  asyncio::on_cancel says([number] { say(number, "cancelled"); });
  say(number);
  co_await lock.acquire();
  say(number, is_inside ? "is not alone" : "alone");
  is_inside = true;
  co_await asyncio::sleep_ms(0);
  lock.release();
  is_inside = false;
  says.dismiss();
  say(number, "ends");
}

/// Four tasks wait for a lock; those of `cancelled` are cancelled before or after its release.
std::string play(std::initializer_list<int> cancelled, bool before_the_release) {
  return played([=]() -> Coro<> {
    Lock lock;
    co_await lock.acquire();
    bool is_inside = true;
    Task<> tasks[4];
    for (int n = 0; n != 4; ++n) tasks[n] = asyncio::create_task(excludes(lock, n, is_inside));
    co_await asyncio::sleep_ms(0);
    if (!before_the_release) lock.release();
    for (const int number : cancelled) tasks[number].cancel();
    if (before_the_release) lock.release();
    is_inside = false;
    for (int turn = 0; turn != 5; ++turn) co_await asyncio::sleep_ms(0);
    say(lock.locked());
  });
}

}  // namespace

TEST(LockCancelScript, TwoInTheMiddle) {
  EXPECT_EQ(play({1, 2}, true),
            "0 1 2 3 1 cancelled 2 cancelled 0 alone 0 ends 3 alone 3 ends 0 ok");
  EXPECT_EQ(play({1, 2}, false),
            "0 1 2 3 0 alone 1 cancelled 2 cancelled 0 ends 3 alone 3 ends 0 ok");
}

TEST(LockCancelScript, TheChosenOneAndTheNext) {
  EXPECT_EQ(play({0, 1}, true),
            "0 1 2 3 0 cancelled 1 cancelled 2 alone 2 ends 3 alone 3 ends 0 ok");
  EXPECT_EQ(play({0, 1}, false),
            "0 1 2 3 0 cancelled 1 cancelled 2 alone 2 ends 3 alone 3 ends 0 ok");
}

TEST(LockCancelScript, All) {
  for (const bool before_the_release : {true, false}) {
    EXPECT_EQ(play({0, 1, 2, 3}, before_the_release),
              "0 1 2 3 0 cancelled 1 cancelled 2 cancelled 3 cancelled 0 ok");
  }
}
