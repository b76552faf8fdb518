// SPDX-License-Identifier: MIT
// Script await_return: what a coroutine or a task returns arrives where it is awaited.
#include "tests/support/scenario.hpp"

using namespace scenario;
using asyncio::Coro;
using asyncio::Task;

namespace {

Coro<int> forty_two() { co_return 42; }

Coro<std::string> greet(std::string name) {
  co_await asyncio::sleep_ms(0);
  co_return "hello-" + name;
}

Coro<int> sum_of(int a, int b) {
  const int first = co_await value_after(a, 1);
  const int second = co_await value_after(b, 1);
  co_return first + second;
}

}  // namespace

TEST(AwaitReturnScript, ValuesComeThroughCoroutinesAndTasks) {
  EXPECT_EQ(played([]() -> Coro<> {
              say(co_await forty_two());
              say(co_await greet("coro"));
              say(co_await sum_of(3, 4), now_ms());
              Task<int> number = asyncio::create_task(forty_two());
              Task<std::string> text = asyncio::create_task(greet("task"));
              say(co_await number);
              say(co_await text);
              say(co_await text, co_await number);
            }),
            "42 hello-coro 7 2 42 hello-task hello-task 42 ok");
}
