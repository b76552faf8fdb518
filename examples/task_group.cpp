// SPDX-License-Identifier: MIT
// A task group: three tasks do one thing together. When one fails, the others are cancelled and
// clean up, and only when all have ended does the group fail, with what went wrong first. No task
// outlives the group, so the tasks may use what is on its caller's side.
// TEST: boards
#include <uasyncio.hpp>

namespace asyncio = uasyncio;

asyncio::Coro<> stop_motor(const char* name) {
  co_await asyncio::sleep_ms(300);  // it does not stop at once
  asyncio::print("  the", name, "motor stands still");
}

asyncio::Coro<> turn(const char* name, int seconds) {
  asyncio::print("  the", name, "motor turns");
  co_await asyncio::sleep(seconds);
}

asyncio::Coro<> drive(const char* name, int seconds) {
  return asyncio::finally(turn(name, seconds), stop_motor(name));
}

asyncio::Coro<> watch_battery(int seconds) {
  co_await asyncio::sleep(seconds);
  asyncio::print("  the battery is low");
  co_await asyncio::fail(asyncio::Error::user(9));
}

// [group]
asyncio::Coro<> trip(int seconds, int battery_seconds) {
  int started = 0;
  auto together = [&](asyncio::TaskGroup& group) -> asyncio::Coro<> {
    group.create_task(drive("left", seconds));
    group.create_task(drive("right", seconds));
    started = 2;
    auto battery = group.create_task(watch_battery(battery_seconds));
    co_await asyncio::sleep_ms(seconds * 1000 + 500);
    battery.cancel();  // one child less is no failure
  };
  co_await asyncio::with(asyncio::TaskGroup(), together);
  asyncio::print("arrived with", started, "motors");
}
// [/group]

asyncio::Coro<> app() {
  co_await trip(2, 60);
  // [failure]
  auto end = co_await asyncio::as_result(trip(60, 3));
  asyncio::print("the trip ended with", end.error().name(), end.error().code);
  // [/failure]
}

int main() { asyncio::run(app()); }
