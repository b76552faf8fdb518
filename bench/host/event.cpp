// Two tasks that wake each other in turn: a round trip.
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

}  // namespace

int main() {
  bench::measure("event ping-pong", count, [] { asyncio::run(play()); });
}
