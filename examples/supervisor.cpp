// SPDX-License-Identifier: MIT
// A watchdog that is fed only while each of two tasks makes progress. One of them hangs: it is
// named, the watchdog resets the chip, and the next start reads who it was. The watchdog here is
// one of tests, for every board; its reset ends the round.
// TEST: boards
#include <uasyncio.hpp>
#include <uasyncio/drivers/supervisor.hpp>
#include <uasyncio/testing/wdt.hpp>

namespace asyncio = uasyncio;

// [note]
/// In memory that no start clears.
[[gnu::section(".noinit")]] asyncio::StallNote note;
// [/note]

// [work]
asyncio::Coro<> work(asyncio::SupervisorBase& supervisor, const char* name, int steps) {
  asyncio::Watched watched(supervisor, name, 2'000);
  for (int step = 0; step != steps; ++step) {
    co_await asyncio::sleep(1);
    watched.progress();
  }
  co_await asyncio::sleep(asyncio::never);  // an answer that never comes
}
// [/work]

// [supervise]
asyncio::Coro<> supervise(auto& supervisor) {
  co_await supervisor.run();
  asyncio::print(supervisor.stalled(), "stands still");
}
// [/supervise]

asyncio::Coro<> from_start_to_reset(int pump_steps, int radio_steps) {
  if (*note.read() != '\0') asyncio::print("reset because of", note.read());
  asyncio::Event reset;
  // [watchdog]
  asyncio::testing::WDT watchdog(
      3'000, [](void* event) { static_cast<asyncio::Event*>(event)->set(); }, &reset);
  asyncio::Supervisor supervisor(watchdog, note, 1'000);
  // [/watchdog]
  const asyncio::OwnedTask<> pump =
      asyncio::create_task(work(supervisor, "pump", pump_steps), {.name = "pump"});
  const asyncio::OwnedTask<> radio =
      asyncio::create_task(work(supervisor, "radio", radio_steps), {.name = "radio"});
  const asyncio::OwnedTask<> supervising = asyncio::create_task(supervise(supervisor));
  co_await reset.wait();
}

asyncio::Coro<> app() {
  note.clear();
  co_await from_start_to_reset(60, 10);
  co_await from_start_to_reset(20, 60);
  asyncio::print("reset because of", note.read());
}

int main() { asyncio::run(app()); }
