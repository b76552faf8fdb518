// SPDX-License-Identifier: MIT
// A whole small program as it comes from MicroPython: docs/tutorial/from_micropython.md has the
// Python beside it, line by line.
// TEST: boards
// [program]
#include <uasyncio.hpp>

namespace asyncio = uasyncio;

struct Pump {
  asyncio::Coro<> aenter() {
    co_await asyncio::sleep_ms(50);  // it runs up
    asyncio::print("pump on");
  }
  asyncio::Coro<> aexit() {
    co_await asyncio::sleep_ms(50);  // it runs down
    asyncio::print("pump off");
  }
};

asyncio::Coro<> heartbeat() {
  while (true) {
    co_await asyncio::sleep_ms(400);
    asyncio::print("alive");
  }
}

asyncio::Coro<int> pour(const char* bed, int litres) {
  for (int n = 1; n <= litres; ++n) {
    co_await asyncio::sleep_ms(70);
    asyncio::print(bed, n);
  }
  co_return litres;
}

asyncio::Coro<int> water(asyncio::Lock& lock, const char* bed, int litres) {
  auto held = co_await asyncio::with(lock);  // one pump for all beds
  Pump pump;
  auto body = [&] { return pour(bed, litres); };
  co_return co_await asyncio::with(pump, body);
}

asyncio::Coro<int> water_in_time(asyncio::Lock& lock, const char* bed, int litres) {
  auto poured = co_await asyncio::as_result(asyncio::wait_for_ms(water(lock, bed, litres), 700));
  if (poured.error() == asyncio::Error::timeout) {
    asyncio::print(bed, "took too long");
    co_return 0;
  }
  co_return co_await asyncio::pass_on(std::move(poured));
}

asyncio::Coro<> app() {
  asyncio::Lock lock;
  auto beat = asyncio::create_task(heartbeat());
  auto [roses, beans] =
      co_await asyncio::gather(water_in_time(lock, "roses", 3), water_in_time(lock, "beans", 9));
  asyncio::print("poured", roses + beans);
  beat.cancel();
}

int main() { asyncio::run(app()); }
// [/program]
