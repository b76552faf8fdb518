// SPDX-License-Identifier: MIT
// [main]
#include "ventilate.hpp"

asyncio::Coro<> app() {
  asyncio::Event movement("movement");
  bool fan = false;
  asyncio::OwnedTask<> task = asyncio::create_task(ventilate(movement, fan), {.name = "fan"});
  movement.set();
  co_await asyncio::sleep_ms(10);
  asyncio::print("the fan is", fan ? "on" : "off");
}

int main() { asyncio::run(app()); }
// [/main]
