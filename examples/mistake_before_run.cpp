// SPDX-License-Identifier: MIT
// A mistake: a task is created, and no loop ever runs.
// TEST: errors
#include <uasyncio.hpp>

namespace asyncio = uasyncio;

asyncio::Coro<> blink() { co_await asyncio::sleep_ms(10); }

int main() { asyncio::create_task(blink(), {.name = "blink"}); }
