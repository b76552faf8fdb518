// SPDX-License-Identifier: MIT
#include "ports/unix/unix_port.hpp"
#include "tests/support/scenario.hpp"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <thread>
#include <uasyncio/stream/signals.hpp>
#include <unistd.h>

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

TEST(Signals, GivenBackANumberDoesWhatItDidBefore) {
  EXPECT_EQ(played([]() -> Coro<> {
              const auto before = std::signal(SIGUSR1, SIG_IGN);
              {
                Signals signals({SIGUSR1});
                std::raise(SIGUSR1);
                const int number = co_await signals.next();
                say(number == SIGUSR1 ? "came" : "?");
              }
              std::raise(SIGUSR1);  // is ignored again
              say(std::signal(SIGUSR1, before) == SIG_IGN ? "ignored" : "?");
            }),
            "came ignored ok");
}

TEST(Signals, OfTwoLoopsEachComeInTheirOwn) {
  const auto count = [](int number, int* seen) {
    asyncio::UnixPort port;
    asyncio::Loop loop(port);
    const auto body = [](int its_number, int* its_count) -> Coro<> {
      Signals signals{its_number};
      for (; *its_count != 50; ++*its_count) {
        kill(getpid(), its_number);
        const int came = co_await signals.next();
        EXPECT_EQ(came, its_number);
      }
    };
    EXPECT_TRUE(loop.run_until_complete(body(number, seen)).ok());
    loop.close();
  };
  int first = 0;
  int second = 0;
  std::thread other(count, SIGUSR1, &first);
  count(SIGUSR2, &second);
  other.join();
  EXPECT_EQ(first + second, 100);
}

TEST(Signals, GivenBackInTheMiddleOfManyDoNoHarm) {
  std::signal(SIGUSR1, SIG_IGN);
  std::atomic<bool> goes_on{true};
  std::thread sender([&goes_on] {
    while (goes_on) kill(getpid(), SIGUSR1);
  });
  const auto body = []() -> Coro<> {
    for (int time = 0; time != 300; ++time) {
      Signals signals{SIGUSR1};
      const int came = co_await signals.next();
      EXPECT_EQ(came, SIGUSR1);
    }
  };
  asyncio::UnixPort port;
  asyncio::Loop loop(port);
  EXPECT_TRUE(loop.run_until_complete(body()).ok());
  loop.close();
  goes_on = false;
  sender.join();
  std::signal(SIGUSR1, SIG_DFL);
}

}  // namespace
