// SPDX-License-Identifier: MIT
// gather runs several coroutines at once and gives all their values. One of these fails and one
// runs out of time: gather_results keeps the others' values, gather cancels them.
// TEST: boards
#include <uasyncio.hpp>

namespace asyncio = uasyncio;

asyncio::Coro<int> bark(int dog) {
  asyncio::on_cancel stop([dog] { asyncio::print("dog", dog, "is called back"); });
  for (int times = 1; times <= 3; ++times) {
    co_await asyncio::sleep(1);
    asyncio::print("dog", dog, "barks");
  }
  stop.dismiss();
  co_return dog * 2;
}

asyncio::Coro<int> run_away() {
  co_await asyncio::sleep_ms(1500);
  co_await asyncio::fail(asyncio::Error::user(7));
  co_return 0;
}

// [limit]
asyncio::Coro<int> bark_for_a_moment(int dog) {
  co_return co_await asyncio::wait_for(bark(dog), 2.5);
}
// [/limit]

template <class T>
void show(const char* who, const asyncio::Result<T>& result) {
  if (result) {
    asyncio::print(who, "gave", result.value());
  } else {
    asyncio::print(who, "failed:", result.error().name());
  }
}

asyncio::Coro<> app() {
  // [gather_results]
  auto [first, second, third] =
      co_await asyncio::gather_results(bark(21), run_away(), bark_for_a_moment(22));
  show("the first", first);
  show("the second", second);
  show("the third", third);
  // [/gather_results]

  // [gather]
  auto all = co_await asyncio::as_result(asyncio::gather(bark(23), bark(24), run_away()));
  if (!all) asyncio::print("together they failed:", all.error().name(), all.error().code);
  // [/gather]
}

int main() { asyncio::run(app()); }
