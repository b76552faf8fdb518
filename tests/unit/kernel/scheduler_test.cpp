// The order of passes, and what the scheduler does with things that it does not know.
#include "uasyncio/kernel/scheduler.hpp"

#include "tests/support/scenario.hpp"

using namespace scenario;
using asyncio::Coro;
using asyncio::Task;

namespace {

Coro<> says(std::string_view text) {
  say(text);
  co_return;
}

TEST(Scheduler, APassIsWhatWasReadyAtItsStart) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::create_task([]() -> Coro<> {
                say("a");
                asyncio::create_task(says("c"));
                co_await asyncio::sleep_ms(0);
                say("d");
              });
              asyncio::create_task(says("b"));
              for (int turn = 0; turn != 3; ++turn) {
                co_await asyncio::sleep_ms(0);
                say("|");
              }
            }),
            "a b | c d | | ok");
}

TEST(Scheduler, DueTimersEnterInTheirOrderAndThenSignals) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::ThreadSafeFlag flag;
              auto waits = [](asyncio::ThreadSafeFlag& f) -> Coro<> {
                co_await f.wait();
                say("flag");
              };
              auto sleeps = [](int milliseconds, std::string_view text) -> Coro<> {
                co_await asyncio::sleep_ms(milliseconds);
                say(text);
              };
              asyncio::create_task(waits(flag));
              asyncio::create_task(sleeps(3, "three"));
              asyncio::create_task(sleeps(2, "two"));
              asyncio::create_task(sleeps(3, "three again"));
              co_await asyncio::sleep_ms(0);
              asyncio::create_task(says("ready"));
              sim()->at(1000, [&flag] { flag.set(); });
              sim()->work_ms(5);
              co_await asyncio::sleep_ms(0);
              co_await asyncio::sleep_ms(0);
            }),
            "ready two three three again flag ok");
}

/// Knows nothing of this library and resumes nobody.
struct Foreign {
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<>) const noexcept {}
  void await_resume() const noexcept {}
};

TEST(Scheduler, CancelsATaskThatAwaitsSomethingForeignAndSaysSo) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto waits = []() -> Coro<> {
                Guard guard("guard");
                co_await Foreign();
                say("never");
              };
              Task<> task = asyncio::create_task(waits(), {.name = "strange"});
              co_await asyncio::sleep_ms(1);
              say(task.cancelled() ? "cancelled" : "not");
#if UASYNCIO_DIAGNOSTICS
              EXPECT_EQ(sim()->transcript(),
                        "uasyncio: task 'strange' awaited something that uasyncio does not know; "
                        "it is cancelled\n");
#endif
            }),
            "guard cancelled ok");
}

}  // namespace
