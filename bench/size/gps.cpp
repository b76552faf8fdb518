// SPDX-License-Identifier: MIT
// base.cpp and a GPS receiver: its bytes, a position that is waited for, satellites.
#include "bench/size/blink.hpp"
#include "uasyncio/drivers/gps/as_gps.hpp"

asyncio::AS_GPS<32> gps;

asyncio::Coro<> show() {
  const asyncio::Fix fix = co_await gps.next_fix();
  board::led2.value(fix.latitude_e7 > 0);
}

asyncio::Coro<> app() {
  auto task = asyncio::create_task(blink(board::led1, 500));
  auto shown = asyncio::create_task(show());
  for (const char byte : "$GPGLL,1*00\r\n") gps.update(byte);
  co_await blink(board::led2, 300);
}

int main() { asyncio::run(app()); }
