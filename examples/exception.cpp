// SPDX-License-Identifier: MIT
// Failures: as_result turns one into a value, the same with and without C++ exceptions. With them,
// try and catch work as everywhere. A failed task fails again for each task that awaits it. An
// error can carry a text, as raise ValueError("An error occurred") in Python.
// TEST: boards
#include <uasyncio.hpp>

namespace asyncio = uasyncio;

// [fail]
asyncio::Coro<int> measure(int channel) {
  co_await asyncio::sleep_ms(100);
  if (channel == 3) co_await asyncio::fail(asyncio::Error::value("An error occurred"));
  co_return channel * 10;
}
// [/fail]

// [as_result]
asyncio::Coro<> measure_all() {
  for (int channel = 1; channel <= 4; ++channel) {
    asyncio::Result<int> result = co_await asyncio::as_result(measure(channel));
    if (result) {
      asyncio::print("channel", channel, "gives", *result);
    } else {
      asyncio::print("channel", channel, "failed:", result.error());
    }
  }
}
// [/as_result]

asyncio::Coro<> await_failed_task() {
  asyncio::Task<int> task = asyncio::create_task(measure(3), {.name = "measure"});
  for (int time = 1; time <= 2; ++time) {
    asyncio::Result<int> result = co_await asyncio::as_result(task);
    asyncio::print("awaited", time, "times, the task says", result.error().text());
  }
}

#if UASYNCIO_EXCEPTIONS
// [catch]
asyncio::Coro<> measure_or_catch() {
  try {
    asyncio::print(co_await measure(3));
  } catch (const asyncio::ValueError& error) {
    asyncio::print("caught", error);
  }
}
// [/catch]
#else
asyncio::Coro<> measure_or_catch() {
  asyncio::Result<int> result = co_await asyncio::as_result(measure(3));
  if (result.error() == asyncio::Error::value) asyncio::print("caught", result.error());
}
#endif

asyncio::Coro<> app() {
  co_await measure_all();
  co_await await_failed_task();
  co_await measure_or_catch();
}

int main() { asyncio::run(app()); }
