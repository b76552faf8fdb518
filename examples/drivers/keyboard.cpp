// SPDX-License-Identifier: MIT
// A keypad of 4 x 3 keys, as on telephones. It is typed on by a task; on the Pico with
// ./run --panel it is on pins, and you type.
// WIRE: keypad 4x3 GP6 GP7 GP8 GP9 GP10 GP11 GP12
// TEST: boards
#include <uasyncio.hpp>
#include <uasyncio/drivers/keyboard.hpp>

#include <board.hpp>
#if UASYNCIO_WIRED && UASYNCIO_BOARD_PICO
struct Keypad {
  using Row = uasyncio::rp2040::OpenDrainPin;
  using Column = uasyncio::rp2040::InterruptPin;
  Row rows[4] = {Row(6), Row(7), Row(8), Row(9)};
  Column columns[3] = {Column(10), Column(11), Column(12)};
};
#else
#include <uasyncio/testing/matrix.hpp>
using Keypad = uasyncio::testing::Matrix<4, 3>;
#endif

namespace asyncio = uasyncio;

// [read]
asyncio::Coro<> read(Keypad& keypad) {
  asyncio::Keyboard keyboard(keypad.rows, keypad.columns);
  while (auto code = co_await keyboard.next()) {
    asyncio::print("  key", std::string_view("123456789*0#" + *code, 1));
  }
}
// [/read]

#if UASYNCIO_WIRED && UASYNCIO_BOARD_PICO
asyncio::Coro<> app() {
  Keypad keypad;
  co_await read(keypad);
}
#else
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
  if (asyncio::testing::is_watched()) co_await asyncio::sleep(20);  // your turn
  co_await asyncio::cancel_and_wait(reader);
}
#endif

int main() { asyncio::run(app()); }
