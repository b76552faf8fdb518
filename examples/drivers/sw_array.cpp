// SPDX-License-Identifier: MIT
// Four switches in two rows and two columns: short, long and double presses. They are closed by a
// task; on the Pico with ./run --panel they are on pins, and you close them.
// WIRE: keypad 2x2 GP6 GP7 GP8 GP9
// TEST: boards
#include <uasyncio.hpp>
#include <uasyncio/drivers/sw_array.hpp>

#include <board.hpp>
#if UASYNCIO_WIRED && UASYNCIO_BOARD_PICO
struct Switches {
  using Row = uasyncio::rp2040::OpenDrainPin;
  using Column = uasyncio::rp2040::InterruptPin;
  Row rows[2] = {Row(6), Row(7)};
  Column columns[2] = {Column(8), Column(9)};
};
#else
#include <uasyncio/testing/matrix.hpp>
using Switches = uasyncio::testing::Matrix<2, 2>;
#endif

namespace asyncio = uasyncio;
using asyncio::SwitchEvent;

const char* name(SwitchEvent event) {
  switch (event) {
    case SwitchEvent::close: return "close";
    case SwitchEvent::open: return "open";
    case SwitchEvent::long_press: return "long";
    case SwitchEvent::double_press: return "double";
  }
  return "?";
}

// [read]
asyncio::Coro<> read(Switches& matrix) {
  asyncio::SwArray switches(matrix.rows, matrix.columns,
                            {.events = SwitchEvent::close | SwitchEvent::open |
                                       SwitchEvent::long_press | SwitchEvent::double_press});
  while (auto news = co_await switches.next()) {
    asyncio::print(" ", news->scan_code, name(news->event));
  }
}
// [/read]

#if UASYNCIO_WIRED && UASYNCIO_BOARD_PICO
asyncio::Coro<> app() {
  Switches matrix;
  co_await read(matrix);
}
#else
asyncio::Coro<> press(Switches& matrix, std::size_t row, std::size_t column, int milliseconds) {
  asyncio::print("row", row, "column", column);
  matrix.press(row, column);
  co_await asyncio::sleep_ms(milliseconds);
  matrix.release(row, column);
  co_await asyncio::sleep_ms(100);
}

asyncio::Coro<> app() {
  Switches matrix;
  auto reader = asyncio::create_task(read(matrix));
  co_await asyncio::sleep_ms(1);
  co_await press(matrix, 0, 1, 1'500);
  co_await press(matrix, 1, 0, 100);
  co_await press(matrix, 1, 0, 100);
  if (asyncio::testing::is_watched()) co_await asyncio::sleep(20);  // your turn
  co_await asyncio::cancel_and_wait(reader);
}
#endif

int main() { asyncio::run(app()); }
