// SPDX-License-Identifier: MIT
// base.cpp and a GPS receiver that is told what to do: gps.cpp and a command, whose answer is
// waited for.
#include "bench/size/blink.hpp"
#include "uasyncio/drivers/gps/as_rwgps.hpp"

asyncio::GPS<32> gps;

/// A writer that drops what it is given.
struct Wire {
  asyncio::SleepMilliseconds awrite(std::string_view) noexcept { return asyncio::sleep_ms(0); }
} wire;

asyncio::Coro<> show() {
  const auto answer = co_await gps.command(wire, asyncio::pmtk::update_interval(200));
  const asyncio::Fix fix = co_await gps.next_fix();
  board::led2.value(fix.latitude_e7 > 0 && answer == asyncio::pmtk::Ack::done);
}

asyncio::Coro<> app() {
  auto task = asyncio::create_task(blink(board::led1, 500));
  auto shown = asyncio::create_task(show());
  for (const char byte : "$GPGLL,1*00\r\n") gps.update(byte);
  co_await blink(board::led2, 300);
}

int main() { asyncio::run(app()); }
