// SPDX-License-Identifier: MIT
// A door contact: a Switch with callbacks, and one with events. The contacts are played by a task;
// on a board with ./run --panel the first one is the button.
// TEST: boards
#include <uasyncio.hpp>
#include <uasyncio/drivers/switch.hpp>

#if UASYNCIO_WIRED
#include <board.hpp>
using Pin = decltype(board::button);
#else
#include <uasyncio/testing/pin.hpp>
using uasyncio::testing::Pin;
#endif

namespace asyncio = uasyncio;

// [callbacks]
void report(const char* what) { asyncio::print("  callback:", what); }

void watch(asyncio::Switch<Pin>& door) {
  door.close_func(report, "closed");
  door.open_func(report, "open");
}
// [/callbacks]

#if UASYNCIO_WIRED
asyncio::Coro<> app() {
  asyncio::Switch door(board::button);
  watch(door);
  co_await asyncio::sleep(3600);
}
#else
// [events]
asyncio::Coro<> count_openings(asyncio::ESwitch<Pin>& door) {
  for (int n = 1;; ++n) {
    co_await door.open.wait();
    door.open.clear();
    asyncio::print("  event: opening", n);
  }
}
// [/events]

asyncio::Coro<> move(Pin& contact, bool level) {
  asyncio::print(level ? "somebody opens the door" : "somebody closes the door");
  for (int bounce = 0; bounce < 3; ++bounce) {
    contact.set(level);
    co_await asyncio::sleep_ms(2);
    contact.set(!level);
    co_await asyncio::sleep_ms(1);
  }
  contact.set(level);
  co_await asyncio::sleep_ms(300);
}

asyncio::Coro<> app() {
  Pin contact(false);
  asyncio::Switch door(contact);
  watch(door);
  co_await move(contact, true);
  co_await move(contact, false);
  door.deinit();

  asyncio::ESwitch same_door(contact, 1);
  auto counter = asyncio::create_task(count_openings(same_door));
  co_await move(contact, true);
  co_await move(contact, false);
  co_await move(contact, true);
  asyncio::print("short pulses:", same_door.short_pulses());
  if (asyncio::testing::is_watched()) co_await asyncio::sleep(20);  // your turn
  co_await asyncio::cancel_and_wait(counter);
}
#endif

int main() { asyncio::run(app()); }
