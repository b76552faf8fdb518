// The rules of MicroPython's asyncio: how long a sleep is.
#include "tests/support/scenario.hpp"

#include <limits>

using namespace scenario;
using asyncio::Coro;
using asyncio::Task;

namespace {

constexpr auto longest = std::numeric_limits<std::int64_t>::max();

asyncio::Time now_us() { return asyncio::Loop::running()->time(); }

Coro<> other_task() {
  say("other");
  co_return;
}

}  // namespace

TEST(TimeRules, ASleepOfZeroOrLessYieldsExactlyOnceWhateverItsUnit) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::create_task(other_task());
              co_await asyncio::sleep_ms(0);
              say("ms");
              asyncio::create_task(other_task());
              co_await asyncio::sleep_ms(-5);
              say("negative");
              asyncio::create_task(other_task());
              co_await asyncio::sleep(0);
              say("s");
              asyncio::create_task(other_task());
              co_await asyncio::sleep(-0.5);
              say("negative");
              asyncio::create_task(other_task());
              co_await asyncio::sleep(-1min);
              say("chrono");
              asyncio::create_task(other_task());
              co_await asyncio::sleep_until(0);
              say("until", now_us());
            }),
            "other ms other negative other s other negative other chrono other until 0 ok");
}

// The original cuts off to whole milliseconds: 0.0009 s is 0 there.
TEST(TimeRules, AFractionOfAMillisecondIsSlept) {
  EXPECT_EQ(played([]() -> Coro<> {
              co_await asyncio::sleep(0.0009);
              say(now_us());
              co_await asyncio::sleep_us(7);
              say(now_us());
              co_await asyncio::sleep(0.0000001);
              say(now_us());
            }),
            "900 907 908 ok");
}

// The original counts from the call, and drops what was begun meanwhile.
TEST(TimeRules, ASleepIsCountedFromTheAwaitAndNeverEndsEarly) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto sleep = asyncio::sleep_ms(10);
              sim()->work_ms(4);
              co_await sleep;
              say(now_ms());
              auto worker = []() -> Coro<> {
                sim()->work_ms(3);
                co_return;
              };
              asyncio::create_task(worker());
              auto sleeper = []() -> Coro<> {  // in the same pass, behind the work
                co_await asyncio::sleep_ms(10);
                say(now_ms());
              };
              co_await asyncio::create_task(sleeper());
            }),
            "14 27 ok");
}

TEST(TimeRules, AHugeSleepIsForEverAndCanBeCancelled) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto sleeps = [](auto sleep) -> Coro<> {
                Guard guard("left");
                co_await sleep;
                say("never");
              };
              Task<> tasks[] = {
                  asyncio::create_task(sleeps, asyncio::sleep_ms(longest)),
                  asyncio::create_task(sleeps, asyncio::sleep(longest)),
                  asyncio::create_task(sleeps, asyncio::sleep(1e300)),
                  asyncio::create_task(sleeps, asyncio::sleep_ms(~std::uint64_t{0})),
                  asyncio::create_task(sleeps, asyncio::sleep(std::chrono::hours::max())),
              };
              co_await asyncio::sleep(1'000'000'000);
              for (Task<>& task : tasks) {
                EXPECT_FALSE(task.done());
                co_await asyncio::cancel_and_wait(task);
              }
            }),
            "left left left left left ok");
}

TEST(TimeRules, AHugeTimeLimitIsNone) {
  EXPECT_EQ(played([]() -> Coro<> {
              say(co_await asyncio::wait_for_ms(value_after(1, 50), longest));
              say(co_await asyncio::wait_for(value_after(2, 50), 1e300));
            }),
            "1 2 ok");
}

// The original's ticks wrap, at 2^30 ms on small ports.
TEST(TimeRules, DeadlinesDoNotWrapWhereSmallCountersDo) {
  for (const std::uint64_t wrap_ms : {(1ull << 30), (1ull << 32) / 1000, (1ull << 32)}) {
    const std::string text = played([wrap_ms]() {
      sim()->set_time((wrap_ms - 2) * 1000);
      auto main = [](std::uint64_t wrap) -> Coro<> {
        auto says = [](std::string_view name, int length) -> Coro<> {
          co_await asyncio::sleep_ms(length);
          say(name);
        };
        asyncio::create_task(says, std::string_view("after"), 4);
        asyncio::create_task(says, std::string_view("before"), 1);
        co_await asyncio::sleep_ms(8);
        say(now_ms() - wrap);
      };
      return main(wrap_ms);
    });
    EXPECT_EQ(text, "before after 6 ok") << wrap_ms;
  }
}

// In the original a sleep is not a coroutine and wait_for refuses it.
TEST(TimeRules, ASleepCanHaveATimeLimit) {
  EXPECT_EQ(played([]() -> Coro<> {
              co_await asyncio::wait_for_ms(asyncio::sleep_ms(3), 5);
              auto limited = asyncio::wait_for_ms(asyncio::sleep_ms(9), 5);
              auto late = co_await asyncio::as_result(std::move(limited));
              say(late.error().name(), now_ms());
            }),
            "TimeoutError 8 ok");
}

// Others that only yield do not keep it from its turn.
TEST(TimeRules, AnInstantThatHasPassedTakesOneTurnInABusyLoopToo) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto sleeps = []() -> Coro<> { co_await asyncio::sleep_until(0); };
              Task<> sleeper = asyncio::create_task(sleeps);
              Task<> call = asyncio::Loop::running()->call_later_ms(0, [] {});
              int turns = 0;
              while (!(sleeper.done() && call.done()) && turns != 50) {
                ++turns;
                co_await asyncio::sleep_ms(0);
              }
              say(turns < 4 ? "soon" : "late");
            }),
            "soon ok");
}

TEST(TimeRules, SleepingUntilAnInstantDoesNotDrift) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::Time next = now_us();
              for (int tick = 0; tick != 3; ++tick) {
                sim()->work_ms(3);
                next += 10'000;
                co_await asyncio::sleep_until(next);
                say(now_ms());
              }
            }),
            "10 20 30 ok");
}
