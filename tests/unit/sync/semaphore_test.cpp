// SPDX-License-Identifier: MIT
// Semaphore and BoundedSemaphore: order, hand-over, cancels and time-outs at every point.
#include "uasyncio/sync/semaphore.hpp"

#include "tests/support/scenario.hpp"
#include "uasyncio/sync/with.hpp"

#include <optional>

using namespace scenario;
using asyncio::BoundedSemaphore;
using asyncio::Coro;
using asyncio::Semaphore;
using asyncio::Task;

namespace {

/// Holds a place for so long, and says when it has it.
template <class S>
Coro<> user(S& semaphore, int number, int milliseconds = 0) {
  Guard guard("~" + std::to_string(number));
  auto held = co_await asyncio::with(semaphore);
  say(number);
  co_await asyncio::sleep_ms(milliseconds);
}

TEST(Semaphore, LetsSoManyInWithoutYielding) {
  EXPECT_EQ(played([]() -> Coro<> {
              Semaphore semaphore(2);
              say(semaphore.value(), semaphore.locked());
              co_await semaphore.acquire();
              co_await semaphore.acquire();
              say(semaphore.value(), semaphore.locked());
              EXPECT_FALSE(semaphore.try_acquire());
              semaphore.release();
              say(semaphore.value(), semaphore.locked());
              EXPECT_TRUE(semaphore.try_acquire());
              semaphore.release();
              semaphore.release();
              semaphore.release();
              say(semaphore.value());
            }),
            "2 0 0 1 1 0 3 ok");
}

TEST(Semaphore, HasOnePlaceUnlessToldOtherwise) {
  Semaphore one;
  Semaphore none(0);
  EXPECT_EQ(one.value(), 1u);
  EXPECT_TRUE(none.locked());
}

TEST(Semaphore, NobodyOvertakesThoseWhoWait) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto greedy = [](Semaphore& semaphore, const char* name) -> Coro<> {
                for (int turn = 0; turn != 2; ++turn) {
                  co_await semaphore.acquire();
                  say(name);
                  co_await asyncio::sleep_ms(0);
                  semaphore.release();
                }
              };
              Semaphore semaphore(2);
              for (const char* name : {"a", "b", "c", "d"}) {
                asyncio::create_task(greedy(semaphore, name));
              }
              co_await asyncio::sleep_ms(1);
              say(semaphore.value());
            }),
            "a b c d a b c d 2 ok");
}

TEST(Semaphore, APlaceInTheHandOfATaskCannotBeTaken) {
  EXPECT_EQ(played([]() -> Coro<> {
              Semaphore semaphore;
              co_await semaphore.acquire();
              Task<> next = asyncio::create_task(user(semaphore, 1));
              co_await asyncio::sleep_ms(0);
              semaphore.release();
              say(semaphore.value(), semaphore.try_acquire());
              co_await semaphore.acquire();
              say("main");
            }),
            "0 0 1 ~1 main ok");
}

TEST(Semaphore, APlaceIsPassedOnByWaitersThatAreCancelledBeforeTheyRun) {
  EXPECT_EQ(played([]() -> Coro<> {
              Semaphore semaphore(0);
              Task<> first = asyncio::create_task(user(semaphore, 1));
              Task<> second = asyncio::create_task(user(semaphore, 2));
              Task<> third = asyncio::create_task(user(semaphore, 3));
              co_await asyncio::sleep_ms(0);
              semaphore.release();
              semaphore.release();
              first.cancel();
              second.cancel();
              co_await third;
              say(semaphore.value());
            }),
            "~1 ~2 3 ~3 2 ok");
}

TEST(Semaphore, AWaiterThatIsCancelledInTheQueueLeavesNoTrace) {
  EXPECT_EQ(played([]() -> Coro<> {
              Semaphore semaphore(0);
              Task<> first = asyncio::create_task(user(semaphore, 1));
              Task<> second = asyncio::create_task(user(semaphore, 2));
              co_await asyncio::sleep_ms(0);
              co_await asyncio::cancel_and_wait(first);
              semaphore.release();
              co_await second;
              say(semaphore.value());
            }),
            "~1 2 ~2 1 ok");
}

TEST(Semaphore, ACancelledUserGivesItsPlaceBack) {
  EXPECT_EQ(played([]() -> Coro<> {
              Semaphore semaphore;
              Task<> first = asyncio::create_task(user(semaphore, 1, 1000));
              Task<> second = asyncio::create_task(user(semaphore, 2));
              co_await asyncio::sleep_ms(1);
              first.cancel();
              co_await second;
              say(now_ms(), semaphore.value());
            }),
            "1 ~1 2 ~2 1 1 ok");
}

/// A time limit of `limit_ms` against a release at 5 ms, in the same pass or not.
std::string race_for_place(int limit_ms) {
  return played(
      [limit_ms]() -> Coro<> {
        Semaphore semaphore(0);
        auto limited = [](Semaphore& its_semaphore, int milliseconds) -> Coro<> {
          auto end = co_await asyncio::as_result(
              asyncio::wait_for_ms(its_semaphore.acquire(), milliseconds));
          say(end ? "got" : end.error().name());
          if (end) its_semaphore.release();
        };
        asyncio::create_task(limited(semaphore, limit_ms));
        Task<> next = asyncio::create_task(user(semaphore, 2));
        asyncio::Loop::running()->call_later_ms(5, [&semaphore] {
          semaphore.release();
          sim()->work_ms(1);
        });
        co_await asyncio::sleep_ms(10);
        say(semaphore.value());
      },
      asyncio::Policy::io_first);
}

TEST(Semaphore, ATimeOutThatRacesWithTheReleaseLosesNothing) {
  EXPECT_EQ(race_for_place(4), "TimeoutError 2 ~2 1 ok");
  EXPECT_EQ(race_for_place(5), "TimeoutError 2 ~2 1 ok");
  EXPECT_EQ(race_for_place(6), "TimeoutError 2 ~2 1 ok");
  EXPECT_EQ(race_for_place(7), "got 2 ~2 1 ok");
}

TEST(Semaphore, AllocatesNothing) {
  EXPECT_EQ(played([]() -> Coro<> {
              Semaphore semaphore;
              asyncio::Loop::running()->call_later_ms(1, [&semaphore] { semaphore.release(); });
              asyncio::FramePool::current().fail_allocation(1);
              co_await semaphore.acquire();
              co_await semaphore.acquire();
              asyncio::FramePool::current().fail_allocation(0);
              say(now_ms());
            }),
            "1 ok");
}

TEST(Semaphore, DestroyedWithWaitersAndAPlaceInTheHandIsNotTouchedByThem) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto takes = [](Semaphore& semaphore, int number) -> Coro<> {
                co_await semaphore.acquire();
                say(number);
              };
              std::optional<Semaphore> semaphore(std::in_place, 0, "places");
              Task<> first = asyncio::create_task(takes(*semaphore, 1));
              Task<> second = asyncio::create_task(takes(*semaphore, 2));
              Task<> third = asyncio::create_task(takes(*semaphore, 3));
              co_await asyncio::sleep_ms(0);
              semaphore->release();
              semaphore->release();
              first.cancel();
              semaphore.reset();
              co_await asyncio::sleep_ms(0);
              say(first.cancelled(), second.cancelled(), third.cancelled());
              EXPECT_EQ(sim()->transcript(),
                        "uasyncio: places destroyed while task 'task' waits for it; the task is "
                        "cancelled\n"
                        "uasyncio: places destroyed while task 'task' waits for it; the task is "
                        "cancelled\n");
            }),
            "1 1 1 ok");
}

TEST(Semaphore, OutlivesALoopThatIsDestroyedWithPlacesHeldAndHandedOver) {
  words().clear();
  Semaphore semaphore(1);
  {
    asyncio::SimPort port;
    asyncio::Loop loop(port);
    auto main = [](Semaphore& its_semaphore) -> Coro<> {
      auto held = co_await asyncio::with(its_semaphore);
      its_semaphore.release();
      for (int n = 1; n != 4; ++n) asyncio::create_task(user(its_semaphore, n, 1000));
      co_await asyncio::sleep_ms(1);
    };
    EXPECT_TRUE(loop.run_until_complete(main(semaphore)).ok());
    EXPECT_EQ(words(), "1");
  }
  EXPECT_EQ(semaphore.value(), 2u);
}

TEST(BoundedSemaphore, RefusesAReleaseBeyondTheInitialValue) {
  EXPECT_EQ(played([]() -> Coro<> {
              BoundedSemaphore semaphore(2);
              EXPECT_FALSE(semaphore.release());
              co_await semaphore.acquire();
              EXPECT_TRUE(semaphore.release());
              say(semaphore.value());
              EXPECT_EQ(sim()->transcript(),
                        "uasyncio: BoundedSemaphore released while nobody holds it\n");
            }),
            "2 ok");
}

TEST(BoundedSemaphore, RefusesAReleaseWhileItsOnlyPlaceIsInAHand) {
  EXPECT_EQ(played([]() -> Coro<> {
              BoundedSemaphore semaphore;
              co_await semaphore.acquire();
              Task<> next = asyncio::create_task(user(semaphore, 1));
              Task<> last = asyncio::create_task(user(semaphore, 2));
              co_await asyncio::sleep_ms(0);
              EXPECT_TRUE(semaphore.release());
              EXPECT_FALSE(semaphore.release());
              next.cancel();
              co_await last;
              say(semaphore.value());
            }),
            "~1 2 ~2 1 ok");
}

// micropython-async: waiters go on in no promised order.
TEST(OriginalDefectsOfSemaphore, WaitersGoOnInTheOrderInWhichTheyCame) {
  EXPECT_EQ(played([]() -> Coro<> {
              Semaphore semaphore(2);
              for (int n = 1; n != 7; ++n) asyncio::create_task(user(semaphore, n, 1));
              co_await asyncio::sleep_ms(10);
              say(semaphore.value());
            }),
            "1 2 ~1 ~2 3 4 ~3 ~4 5 6 ~5 ~6 2 ok");
}

}  // namespace
