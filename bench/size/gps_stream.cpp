// SPDX-License-Identifier: MIT
// base.cpp and a GPS receiver that is read from a stream.
#include "bench/size/blink.hpp"
#include "uasyncio/drivers/gps/as_gps.hpp"

asyncio::AS_GPS<32> gps;

/// A device that has nothing.
struct Wire final : asyncio::Device {
  asyncio::Attempt try_read(std::span<std::byte>) noexcept override {
    return asyncio::Attempt::end();
  }
} wire;
asyncio::BufferedReader<128> reader(wire);

asyncio::Coro<> show() {
  const asyncio::Fix fix = co_await gps.next_fix();
  board::led2.value(fix.latitude_e7 > 0);
}

asyncio::Coro<> app() {
  auto task = asyncio::create_task(blink(board::led1, 500));
  auto shown = asyncio::create_task(show());
  auto runs = asyncio::create_task(gps.run(reader));
  co_await blink(board::led2, 300);
}

int main() { asyncio::run(app()); }
