// SPDX-License-Identifier: MIT
// A watchdog: a Delay_ms that somebody has to trigger again before its time is up. The worker feeds
// it at each step until its device stops answering; then the watchdog fires, once, and the worker
// is cancelled and started again.
// TEST: boards
#include <uasyncio.hpp>

namespace asyncio = uasyncio;

constexpr int patience_ms = 1000;

// [worker]
asyncio::Coro<> work(asyncio::Delay_ms<>& watchdog, int good_steps) {
  asyncio::on_cancel tidy([] { asyncio::print("  the worker tidies up"); });
  for (int step = 1; step <= good_steps; ++step) {
    watchdog.trigger();  // the next second begins
    asyncio::print("  step", step);
    co_await asyncio::sleep_ms(patience_ms - 100);
  }
  asyncio::print("  the device does not answer");
  co_await asyncio::sleep(asyncio::never);
}
// [/worker]

// [app]
asyncio::Coro<> app() {
  asyncio::Delay_ms watchdog([] { asyncio::print("the watchdog barks"); }, patience_ms);
  for (int attempt = 1; attempt <= 2; ++attempt) {
    asyncio::print("attempt", attempt);
    watchdog.clear();
    auto worker = asyncio::create_task(work(watchdog, 2 + attempt), {.name = "worker"});
    co_await watchdog.wait();
    co_await asyncio::cancel_and_wait(worker);
  }
  co_await asyncio::sleep_ms(5 * patience_ms);
  asyncio::print("nobody feeds it, and it keeps quiet:", !watchdog.running());
}
// [/app]

int main() { asyncio::run(app()); }
