// SPDX-License-Identifier: MIT
// A condition: tasks wait until something about shared data is true. Here two beds wait until the
// tank holds enough water for them, and each time water comes in they look again. Who waits gives
// the lock back meanwhile, and holds it again when it goes on.
// TEST: boards
#include <uasyncio.hpp>

namespace asyncio = uasyncio;

// [tank]
struct Tank {
  int litres = 0;
  asyncio::Condition changed;
};

asyncio::Coro<> water(Tank& tank, const char* bed, int litres) {
  auto held = co_await asyncio::with(tank.changed);
  co_await tank.changed.wait_for([&] { return tank.litres >= litres; });
  tank.litres -= litres;
  asyncio::print("  ", bed, "got", litres, "litres,", tank.litres, "are left");
}

asyncio::Coro<> rain(Tank& tank) {
  for (int shower = 1; shower <= 6; ++shower) {
    co_await asyncio::sleep(1);
    auto held = co_await asyncio::with(tank.changed);
    tank.litres += 5;
    asyncio::print("rain:", tank.litres, "litres");
    tank.changed.notify_all();
  }
}
// [/tank]

asyncio::Coro<> app() {
  Tank tank;
  co_await asyncio::gather(water(tank, "roses", 20), water(tank, "beans", 10), rain(tank));
}

int main() { asyncio::run(app()); }
