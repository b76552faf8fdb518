// SPDX-License-Identifier: MIT
// Short, long and double presses of a button, by callbacks and by events. The button is played by a
// task; on a board with ./run --panel it is the board's.
// TEST: boards
#include <uasyncio.hpp>
#include <uasyncio/drivers/pushbutton.hpp>

#if UASYNCIO_WIRED
#include <board.hpp>
using Pin = decltype(board::button);
#else
#include <uasyncio/testing/pin.hpp>
using uasyncio::testing::Pin;
#endif

namespace asyncio = uasyncio;

// [callbacks]
void say(const char* what) { asyncio::print("  ", what); }

void connect(asyncio::Pushbutton<Pin>& button) {
  button.press_func(say, "pressed");
  button.release_func(say, "released");
  button.double_func(say, "double");
  button.long_func(say, "long");
}
// [/callbacks]

#if UASYNCIO_WIRED
asyncio::Coro<> app() {
  asyncio::Pushbutton button(board::button);
  connect(button);
  co_await asyncio::sleep(3600);
}
#else
// [events]
asyncio::Coro<> switch_a_lamp(asyncio::EButton<Pin>& button) {
  bool is_on = false;
  while (true) {
    co_await button.press.wait();  // of a short press only: `suppress`
    button.press.clear();
    is_on = !is_on;
    asyncio::print(is_on ? "   lamp on" : "   lamp off");
  }
}
// [/events]

asyncio::Coro<> hold(Pin& contact, int milliseconds) {
  contact.set(false);
  co_await asyncio::sleep_ms(milliseconds);
  contact.set(true);
  co_await asyncio::sleep_ms(100);
}

asyncio::Coro<> play(Pin& contact) {
  asyncio::print("a short press");
  co_await hold(contact, 100);
  co_await asyncio::sleep(1);
  asyncio::print("a long press");
  co_await hold(contact, 1500);
  co_await asyncio::sleep(1);
  asyncio::print("a double press");
  co_await hold(contact, 100);
  co_await hold(contact, 100);
  co_await asyncio::sleep(1);
}

asyncio::Coro<> app() {
  Pin contact;
  {
    asyncio::Pushbutton button(contact);
    connect(button);
    co_await play(contact);
  }
  asyncio::print("only short presses switch the lamp:");
  asyncio::EButton button(contact, {.suppress = true});
  auto lamp = asyncio::create_task(switch_a_lamp(button));
  co_await play(contact);
  if (asyncio::testing::is_watched()) co_await asyncio::sleep(20);  // your turn
  co_await asyncio::cancel_and_wait(lamp);
}
#endif

int main() { asyncio::run(app()); }
