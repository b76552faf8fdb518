// SPDX-License-Identifier: MIT
// base.cpp and a SwArray of 4 x 4 switches, of pins without hardware.
#include "bench/size/blink.hpp"

#include <uasyncio/drivers/sw_array.hpp>
#include <uasyncio/testing/matrix.hpp>

asyncio::testing::Matrix<4, 4> matrix;
using asyncio::SwitchEvent;
asyncio::SwArray switches(matrix.rows, matrix.columns,
                          {.events = SwitchEvent::close | SwitchEvent::long_press});

asyncio::Coro<> read() {
  while (auto news = co_await switches.next()) board::led3.value(news->scan_code == 0);
}

asyncio::Coro<> app() {
  auto reader = asyncio::create_task(read());
  auto task = asyncio::create_task(blink(board::led1, 500));
  co_await blink(board::led2, 300);
}

int main() { asyncio::run(app()); }
