// SPDX-License-Identifier: MIT
// Deadlines: a time limit that is put off while there is progress, one instant that several steps
// share, and a part that a time limit must not stop.
// TEST: boards
#include <uasyncio.hpp>

namespace asyncio = uasyncio;

asyncio::Coro<> step(const char* name, int milliseconds) {
  co_await asyncio::sleep_ms(milliseconds);
  asyncio::print("  ", name);
}

// [reschedule]
asyncio::Coro<> download(int last_block) {
  asyncio::Timeout timeout(1);  // second
  auto blocks = [&]() -> asyncio::Coro<> {
    for (int block = 1;; ++block) {
      if (block > last_block) co_await asyncio::sleep(60);  // the line is dead
      co_await step("a block", 700);
      timeout.reschedule(1);  // progress: one second more, from here
    }
  };
  co_await asyncio::with(timeout, blocks);
}
// [/reschedule]

// [wait_until]
asyncio::Coro<> start_up() {
  const asyncio::Time deadline = asyncio::Loop::running()->time() + 1'000'000;
  co_await asyncio::wait_until(step("sensor", 400), deadline);
  co_await asyncio::wait_until(step("radio", 400), deadline);
  co_await asyncio::wait_until(step("display", 400), deadline);  // 200 ms are left for it
}
// [/wait_until]

// [shield]
asyncio::Coro<> save() {
  auto writing = asyncio::create_task(step("saved", 500), {.name = "writing"});
  auto end = co_await asyncio::as_result(asyncio::wait_for_ms(asyncio::shield(writing), 100));
  asyncio::print("  not yet:", end.error().name());
  co_await writing;
}
// [/shield]

asyncio::Coro<> app() {
  asyncio::print("A time limit from block to block:");
  auto downloaded = co_await asyncio::as_result(download(3));
  asyncio::print("  ", downloaded.error().name());

  asyncio::print("One deadline for all steps:");
  auto started = co_await asyncio::as_result(start_up());
  asyncio::print("  ", started.error().name());

  asyncio::print("What must not be stopped half-way:");
  co_await save();
}

int main() { asyncio::run(app()); }
