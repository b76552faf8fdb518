// SPDX-License-Identifier: MIT
// base.cpp and a GPS receiver with a pulse: exact time.
#include "bench/size/blink.hpp"
#include "uasyncio/drivers/gps/as_tgps.hpp"

asyncio::GPS_Timer<decltype(board::button), 32> gps(board::button);

asyncio::Coro<> app() {
  auto task = asyncio::create_task(blink(board::led1, 500));
  for (const char byte : "$GPGLL,1*00\r\n") gps.update(byte);
  co_await gps.ready();
  board::led3.value(gps.get_ms() > 43'200'000);
  co_await blink(board::led2, 300);
}

int main() { asyncio::run(app()); }
