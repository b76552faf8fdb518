// SPDX-License-Identifier: MIT
// Two loops: one computes for 100 ms at a time, and the other one, which runs in an interrupt, is
// on time all the same.
// TEST: boards=lm3s6965evb,microbit,pico
#include <uasyncio.hpp>
#include <uasyncio/core/interrupt_loop.hpp>
#include <uasyncio/machine/delay.hpp>

#include <array>

namespace asyncio = uasyncio;

// [loop]
std::array<std::byte, 1024> memory;
asyncio::InterruptLoop urgent(memory);
// [/loop]

// [beat]
struct Beats {
  asyncio::ThreadSafeFlag ten;
  int late_ms = 0;
};

/// In the interrupt: ten beats, 10 ms apart, and how late the worst of them was.
asyncio::Coro<> beat(Beats& beats) {
  const asyncio::Loop& loop = *asyncio::get_running_loop();
  asyncio::Time due = loop.time();
  while (true) {
    for (int n = 0; n != 10; ++n) {
      due += 10'000;
      co_await asyncio::sleep_until(due);
      const int late_ms = static_cast<int>((loop.time() - due) / 1000);
      if (late_ms > beats.late_ms) beats.late_ms = late_ms;
    }
    beats.ten.set();
  }
}

// [/beat]

// [app]
/// In the first loop: work that gives nobody a turn.
asyncio::Coro<> compute() {
  for (int round = 1; round <= 3; ++round) {
    asyncio::machine::delay_us(100'000);
    asyncio::print("computed for 100 ms");
    co_await asyncio::sleep_ms(1);
  }
}
asyncio::Coro<> app() {
  static Beats beats;
  urgent.start(beat, std::ref(beats));
  auto work = asyncio::create_task(compute());
  for (int n = 1; n <= 3; ++n) {
    co_await beats.ten.wait();
    asyncio::print("ten beats, none has waited for that:", beats.late_ms < 80);
  }
}
// [/app]

int main() { asyncio::run(app()); }
