// SPDX-License-Identifier: MIT
#include "tests/support/scenario.hpp"

#include <cerrno>
#include <csignal>
#include <uasyncio/stream/signals.hpp>

using namespace scenario;
using asyncio::Coro;
using asyncio::Signals;
using asyncio::Task;

namespace {

TEST(Signals, ComeInATaskWhileItWaitsAndBefore) {
  EXPECT_EQ(played([]() -> Coro<> {
              Signals signals({SIGUSR1, SIGUSR2});
              std::raise(SIGUSR2);
              say(co_await signals.next() == SIGUSR2 ? "two" : "?");
              sim()->at(5'000, [] { std::raise(SIGUSR1); });
              const int number = co_await signals.next();
              say(number == SIGUSR1 ? "one" : "?", now_ms());
            }),
            "two one 5 ok");
}

TEST(Signals, SeveralComeOneByOneAndTheSameOnceOnly) {
  EXPECT_EQ(played([]() -> Coro<> {
              Signals signals({SIGUSR2, SIGUSR1});
              for (const int number : {SIGUSR2, SIGUSR1, SIGUSR2}) std::raise(number);
              for (int count = 0; count != 2; ++count) {
                const int number = co_await signals.next();
                say(number == SIGUSR1 ? "one" : "two");
              }
              say(co_await error_of(asyncio::wait_for_ms(signals.next(), 1)));
            }),
            "one two TimeoutError ok");
}

TEST(Signals, EachGoesToOneOfTheTasksThatWait) {
  EXPECT_EQ(played([]() -> Coro<> {
              Signals signals({SIGUSR1, SIGUSR2});
              auto waits = [](Signals& its_signals) -> Coro<> {
                const int number = co_await its_signals.next();
                say(number == SIGUSR1 ? "one" : "two");
              };
              Task<> first = asyncio::create_task(waits(signals));
              Task<> second = asyncio::create_task(waits(signals));
              co_await asyncio::sleep_ms(1);
              std::raise(SIGUSR1);
              std::raise(SIGUSR2);
              co_await first;
              co_await second;
            }),
            "one two ok");
}

TEST(Signals, AWaitThatIsCancelledTakesNothing) {
  EXPECT_EQ(played([]() -> Coro<> {
              Signals signals({SIGUSR1});
              auto waits = [](Signals& its_signals) -> Coro<> {
                (void)co_await its_signals.next();
              };
              Task<> task = asyncio::create_task(waits(signals));
              co_await asyncio::sleep_ms(1);
              std::raise(SIGUSR1);
              co_await asyncio::cancel_and_wait(task);
              const int number = co_await signals.next();
              say(number == SIGUSR1 ? "kept" : "?");
            }),
            "kept ok");
}

TEST(Signals, ANumberBelongsToOneAndIsGivenBack) {
  EXPECT_EQ(played([]() -> Coro<> {
              {
                Signals first({SIGUSR1});
                Signals second({SIGUSR1});
                const auto busy = co_await asyncio::as_result(second.next());
                say(busy.error() == asyncio::Error::os(EBUSY) ? "busy" : "?");
                Signals third({SIGKILL});
                const auto never = co_await asyncio::as_result(third.next());
                say(never.error() == asyncio::Error::os(EINVAL) ? "never" : "?");
              }
              struct sigaction action{};
              sigaction(SIGUSR1, nullptr, &action);
              say(action.sa_handler == SIG_DFL ? "as before" : "?");
              Signals again({SIGUSR1});
              std::raise(SIGUSR1);
              const int number = co_await again.next();
              say(number == SIGUSR1 ? "again" : "?");
            }),
            "busy never as before again ok");
}

}  // namespace
