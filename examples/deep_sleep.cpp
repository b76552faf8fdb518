// SPDX-License-Identifier: MIT
// A station that sleeps deeply, but not while its fan runs.
// TEST: boards=pico
#include <uasyncio.hpp>
#include <uasyncio/power/deep_sleep.hpp>

namespace asyncio = uasyncio;

// [fan]
/// The fan's pulses are made of a clock that goes on only in a light sleep. (The PWM of a port says
/// so itself.)
asyncio::Coro<> cool() {
  const asyncio::LightSleep needs_a_clock("fan");
  co_await asyncio::sleep(3);
}
// [/fan]

// [app]
asyncio::Coro<> app() {
  const asyncio::DeepSleep deep;
  co_await asyncio::sleep(7);
  co_await cool();
  const asyncio::Loop& loop = *asyncio::get_running_loop();
  const auto seconds = [](std::uint64_t us) { return (us + 500'000) / 1'000'000; };
  asyncio::print("asleep for", seconds(loop.idle_time()), "s, deeply for",
                 seconds(asyncio::DeepSleep::asleep_us()));
}
// [/app]

int main() { asyncio::run(app()); }
