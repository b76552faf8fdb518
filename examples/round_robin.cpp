// SPDX-License-Identifier: MIT
// Three tasks take turns: sleep_ms(0) lets everyone else who is ready go first. Tasks run in the
// order in which they became ready, so the turns go round and round.
// TEST: boards
#include <uasyncio.hpp>

namespace asyncio = uasyncio;

// [turn]
asyncio::Coro<> take_turns(char name, int rounds) {
  for (int round = 1; round <= rounds; ++round) {
    asyncio::print("round", round, "task", name);
    co_await asyncio::sleep_ms(0);
  }
}
// [/turn]

asyncio::Coro<> app() {
  co_await asyncio::gather(take_turns('a', 4), take_turns('b', 4), take_turns('c', 4));
}

int main() { asyncio::run(app()); }
