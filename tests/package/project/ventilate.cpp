// SPDX-License-Identifier: MIT
// [source]
#include "ventilate.hpp"

asyncio::Coro<> ventilate(asyncio::Event& movement, bool& fan) {
  while (true) {
    co_await movement.wait();
    fan = true;
    while (movement.is_set()) {
      movement.clear();
      co_await asyncio::sleep(180);
    }
    fan = false;
  }
}
// [/source]
