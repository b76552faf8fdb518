// SPDX-License-Identifier: MIT
// base.cpp and a Keyboard of 4 x 4 keys, of pins without hardware.
#include "bench/size/blink.hpp"

#include <uasyncio/drivers/keyboard.hpp>
#include <uasyncio/testing/matrix.hpp>

asyncio::testing::Matrix<4, 4> matrix;
asyncio::Keyboard keyboard(matrix.rows, matrix.columns);

asyncio::Coro<> read() {
  while (auto code = co_await keyboard.next()) board::led3.value(*code == 0);
}

asyncio::Coro<> app() {
  auto reader = asyncio::create_task(read());
  auto task = asyncio::create_task(blink(board::led1, 500));
  co_await blink(board::led2, 300);
}

int main() { asyncio::run(app()); }
