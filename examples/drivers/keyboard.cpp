// SPDX-License-Identifier: MIT
// A keypad of 4 x 3 keys, as on telephones. It is typed on by a task; with a real one, rows and
// columns are arrays of the board's pins.
// TEST: boards
#include <uasyncio.hpp>
#include <uasyncio/drivers/keyboard.hpp>
#include <uasyncio/testing/matrix.hpp>

namespace asyncio = uasyncio;
using Keypad = asyncio::testing::Matrix<4, 3>;

// [read]
asyncio::Coro<> read(Keypad& keypad) {
  asyncio::Keyboard keyboard(keypad.rows, keypad.columns);
  while (auto code = co_await keyboard.next()) {
    asyncio::print("  key", std::string_view("123456789*0#" + *code, 1));
  }
}
// [/read]

asyncio::Coro<> type(Keypad& keypad, std::size_t row, std::size_t column) {
  asyncio::print("row", row, "column", column);
  keypad.press(row, column);
  co_await asyncio::sleep_ms(100);
  keypad.release(row, column);
  co_await asyncio::sleep_ms(100);
}

asyncio::Coro<> app() {
  Keypad keypad;
  auto reader = asyncio::create_task(read(keypad));
  co_await asyncio::sleep_ms(1);
  co_await type(keypad, 0, 0);
  co_await type(keypad, 3, 1);
  co_await type(keypad, 3, 2);
  co_await asyncio::cancel_and_wait(reader);
}

int main() { asyncio::run(app()); }
