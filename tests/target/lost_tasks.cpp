// SPDX-License-Identifier: MIT
// What a board has no memory for is told, each task of it; what a global object starts before run,
// runs; and errors have their texts.
#include "check.hpp"

#include <cstring>
#include <uasyncio.hpp>

namespace asyncio = uasyncio;
using asyncio::Coro;
using asyncio::Error;
using asyncio::Task;

namespace {

int steps = 0;

Coro<int> count_steps() {
  while (steps != 3) {
    ++steps;
    co_await asyncio::sleep_ms(1);
  }
  co_return steps;
}

struct Counter {
  Task<int> task = asyncio::create_task(count_steps(), {.name = "global"});
};
Counter counter;

int told = 0;
int with_another_name = 0;

void count_report(asyncio::Loop&, const asyncio::ExceptionContext& context) {
  ++told;
  const bool is_expected = std::strcmp(context.task_name, "work") == 0 && !context.task &&
                           context.error == Error::memory;
  if (!is_expected) ++with_another_name;
}

int alive = 0;

// Too large for 300 of them on any board.
Coro<> work(int number) {
  ++alive;
  volatile unsigned char buffer[1500];
  buffer[0] = static_cast<unsigned char>(number);
  co_await asyncio::sleep_ms(5);
  buffer[1] = buffer[0];
  --alive;
}

Coro<> app() {
  CHECK_EQUAL(steps, 1);  // the global object's task has begun before main
  CHECK_EQUAL(co_await counter.task, 3);

  asyncio::Loop::running()->set_exception_handler(&count_report);
  for (int round = 0; round != 2; ++round) {
    told = 0;
    for (int number = 0; number != 300; ++number) {
      asyncio::create_task(work(number), {.name = "work"});
    }
    co_await asyncio::sleep_ms(1);
    CHECK_AT_LEAST(alive, 1);
    CHECK_AT_LEAST(told, 1);
    CHECK_EQUAL(alive + told, 300);
    co_await asyncio::sleep_ms(20);
    CHECK_EQUAL(alive, 0);
  }
  CHECK_EQUAL(with_another_name, 0);

  auto fails = []() -> Coro<> { co_await asyncio::fail(Error::os(5, "no answer")); };
  const auto result = co_await asyncio::as_result(fails());
  CHECK_EQUAL(result.error().code, 5);
#if UASYNCIO_DIAGNOSTICS
  CHECK_EQUAL(std::strcmp(result.error().text(), "no answer"), 0);
#endif
}

}  // namespace

int main() {
  asyncio::run(app());
  return target_test::status();
}
