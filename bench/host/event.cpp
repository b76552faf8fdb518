// SPDX-License-Identifier: MIT
// Two tasks that wake each other in turn: a round trip, alone and beside many that are idle.
#include "bench/host/tasks.hpp"

namespace {

constexpr int count = 1'000'000;

asyncio::Coro<> answer(asyncio::Event& ping, asyncio::Event& pong) {
  for (int i = 0; i < count; ++i) {
    co_await ping.wait();
    ping.clear();
    pong.set();
  }
}

asyncio::Coro<> ask(asyncio::Event& ping, asyncio::Event& pong) {
  for (int i = 0; i < count; ++i) {
    ping.set();
    co_await pong.wait();
    pong.clear();
  }
}

asyncio::Coro<> play() {
  asyncio::Event ping;
  asyncio::Event pong;
  co_await asyncio::gather(answer(ping, pong), ask(ping, pong));
}

asyncio::Coro<> waits(asyncio::Event& event) { co_await event.wait(); }

asyncio::Coro<> play_beside(const char* name, asyncio::Coro<> (*idle)(asyncio::Event&)) {
  asyncio::Event never;
  for (int i = 0; i < 100'000; ++i) asyncio::create_task(idle(never));
  co_await asyncio::sleep_ms(0);
  const bench::Times start = bench::now();
  co_await play();
  bench::report(name, bench::now() - start, count);
  for (asyncio::AnyTask task : asyncio::all_tasks()) task.cancel();
}

}  // namespace

int main() {
  bench::measure("event ping-pong", count, [] { asyncio::run(play()); });
  asyncio::run(play_beside("event ping-pong, 100,000 asleep",
                           [](asyncio::Event&) { return bench::sleeps_for_ever(); }));
  asyncio::run(play_beside("event ping-pong, 100,000 waiting", &waits));
}
