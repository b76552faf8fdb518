// SPDX-License-Identifier: MIT
// Running a coroutine in virtual time and getting everything that happened as one line of text.
#pragma once

#include "uasyncio/testing/sim_port.hpp"

#include <gtest/gtest.h>
#include <string>
#include <string_view>
#include <uasyncio.hpp>

namespace scenario {

namespace asyncio = uasyncio;
using namespace std::chrono_literals;

/// The words said so far in this thread.
inline std::string& words() {
  static thread_local std::string text;
  return text;
}

template <class Value>
void say(const Value& value) {
  if (!words().empty()) words() += ' ';
  if constexpr (std::is_arithmetic_v<Value>) {
    words() += std::to_string(value);
  } else {
    words() += value;
  }
}
template <class First, class... Rest>
  requires(sizeof...(Rest) > 0)
void say(const First& first, const Rest&... rest) {
  say(first);
  (say(rest), ...);
}

/// Says its name when it is destroyed.
class Guard {
 public:
  explicit Guard(std::string_view name) : name_(name) {}
  ~Guard() { say(name_); }
  Guard(const Guard&) = delete;
  Guard& operator=(const Guard&) = delete;

 private:
  std::string name_;
};

/// Milliseconds of the running loop's clock.
inline std::uint64_t now_ms() { return asyncio::Loop::running()->time() / 1000; }

/// Calls it so many milliseconds later.
template <class Function>
void after(int milliseconds, Function function) {
  asyncio::Loop::running()->call_later_ms(milliseconds, function);
}

/// What awaiting `body` ends with: the number of an OSError, 0 if well.
template <class Awaitable>
asyncio::Coro<int> code_of(Awaitable body) {
  const auto result = co_await asyncio::as_result(std::move(body));
  co_return result.error().code;
}

/// The name of the error that awaiting `body` ends with, "no error" if well.
template <class Awaitable>
asyncio::Coro<const char*> error_of(Awaitable body) {
  const auto result = co_await asyncio::as_result(std::move(body));
  co_return result.error().name();
}

/// The sim port of the scenario that runs.
inline asyncio::SimPort*& sim() {
  static thread_local asyncio::SimPort* port = nullptr;
  return port;
}

/// Runs `make()` as the main task of a fresh loop in virtual time, closes the loop, and returns
/// what was said, with "ok" or the error's name at the end. Fails the test if the pool is not empty
/// then.
template <class Make>
std::string played(Make make, asyncio::Policy policy = asyncio::Policy::round_robin) {
  words().clear();
  const std::size_t used_before = asyncio::FramePool::current().used();
  {
    asyncio::SimPort port;
    sim() = &port;
    asyncio::Loop loop(port, policy);
    {
      auto result = loop.run_until_complete(make());
      say(result ? "ok" : result.error().name());
    }
    loop.close();
    EXPECT_EQ(loop.live_tasks(), 0u);
    sim() = nullptr;
  }
  EXPECT_EQ(asyncio::FramePool::current().used(), used_before) << "frames or tasks are left";
  return words();
}

/// As played, and failures that nobody retrieves are said as "[task:Error]".
template <class Make>
std::string reported(Make make) {
  return played([make]() -> asyncio::Coro<> {
    asyncio::Loop::running()->set_exception_handler(
        [](asyncio::Loop&, const asyncio::ExceptionContext& context) {
          say(std::string("[") + context.task_name + ":" + context.error.name() + "]");
        });
    auto body = make;
    co_await body();
  });
}

// Coroutines that most scenarios need.

inline asyncio::Coro<> says(std::string_view word) {
  say(word);
  co_return;
}

inline asyncio::Coro<> pauses(int milliseconds) { co_await asyncio::sleep_ms(milliseconds); }

/// Says `name` in each of so many turns.
inline asyncio::Coro<> yields(std::string_view name, int turns) {
  for (int turn = 0; turn != turns; ++turn) {
    say(name);
    co_await asyncio::sleep_ms(0);
  }
}

inline asyncio::Coro<> fails_after(int milliseconds, asyncio::Error error = asyncio::Error::os(5)) {
  co_await asyncio::sleep_ms(milliseconds);
  co_await asyncio::fail(error);
}

inline asyncio::Coro<int> value_after(int value, int milliseconds) {
  co_await asyncio::sleep_ms(milliseconds);
  co_return value;
}

inline asyncio::Coro<> hang(std::string_view name) {
  Guard guard(name);
  co_await asyncio::sleep_ms(1'000'000);
  say("never");
}

/// Swallows one cancel and goes on for a while.
inline asyncio::Coro<> swallows_a_cancel(int milliseconds) {
  (void)co_await asyncio::as_outcome(hang("swallowed"));
  co_await asyncio::sleep_ms(milliseconds);
  say("on");
}

inline asyncio::Coro<> outer(std::string_view name, std::string_view inner) {
  Guard guard(name);
  co_await hang(inner);
  say("never");
}

inline asyncio::Coro<> cleanup(std::string_view name, int milliseconds) {
  say("{");
  co_await asyncio::sleep_ms(milliseconds);
  say(name, "}");
}

inline asyncio::Coro<> failing(int milliseconds, asyncio::Error error = asyncio::Error::user(1)) {
  Guard guard("~failing");
  co_await asyncio::sleep_ms(milliseconds);
  co_await asyncio::fail(error);
  say("never");
}

}  // namespace scenario
