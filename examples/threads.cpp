// SPDX-License-Identifier: MIT
// Threads, on a computer that has them: to_thread runs a function that blocks on a thread of its
// own while the tasks go on; a ThreadSafeQueue brings readings from a thread that is not ours.
#include <uasyncio.hpp>

#include <board.hpp>

#include <chrono>
#include <functional>
#include <thread>

namespace asyncio = uasyncio;
using namespace std::chrono_literals;

// [to_thread]
int think(int question) {  // blocks
  std::this_thread::sleep_for(50ms);
  return question * 2;
}

asyncio::Coro<> ask() {
  const int answer = co_await asyncio::to_thread(think, 21);
  asyncio::print("the answer is", answer);
}
// [/to_thread]

// [queue]
using Readings = asyncio::ThreadSafeQueue<int, 2>;

void measure(Readings& readings) {  // the thread
  for (int n = 1; n <= 5; ++n) {
    while (!readings.put_sync(n * n)) std::this_thread::sleep_for(1ms);  // full
  }
}

asyncio::Coro<> read() {
  Readings readings;
  std::jthread thread(measure, std::ref(readings));
  for (int n = 1; n <= 5; ++n) {
    const int reading = co_await readings.get();
    asyncio::print("  reading", reading);
  }
}
// [/queue]

asyncio::Coro<> flash() {  // goes on while the threads work
  while (true) {
    board::led1.toggle();
    co_await asyncio::sleep_ms(10);
  }
}

asyncio::Coro<> app() {
  asyncio::create_task(flash(), {.name = "flash"});
  co_await ask();
  co_await read();
}

int main() { asyncio::run(app()); }
