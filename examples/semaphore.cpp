// SPDX-License-Identifier: MIT
// A semaphore lets so many tasks in at a time: five readings, two converters. Who comes first is
// served first.
// TEST: boards
#include <uasyncio.hpp>

namespace asyncio = uasyncio;

// [semaphore]
asyncio::Coro<> read(asyncio::Semaphore& converters, int channel) {
  auto held = co_await asyncio::with(converters);
  asyncio::print("  channel", channel, "begins");
  co_await asyncio::sleep_ms(100 * channel);
  asyncio::print("  channel", channel, "ends");
}

asyncio::Coro<> app() {
  asyncio::Semaphore converters(2);
  co_await asyncio::gather(read(converters, 3), read(converters, 5), read(converters, 1),
                           read(converters, 4), read(converters, 2));
}
// [/semaphore]

int main() { asyncio::run(app()); }
