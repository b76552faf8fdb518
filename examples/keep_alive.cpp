// SPDX-License-Identifier: MIT
// A consumer that ends when its producer has gone quiet: each reading also triggers a Delay_ms of
// one second, and the consumer waits for whichever comes first, a reading or the end of the second.
// TEST: boards
#include <uasyncio.hpp>
#include <uasyncio/compat.hpp>

namespace asyncio = uasyncio;

// [link]
struct Link {
  asyncio::ValueEvent<int> reading;
  asyncio::Delay_ms<> keep_alive{1000};

  void send(int value) {
    keep_alive.trigger();
    reading.set(value);
  }
};
// [/link]

asyncio::Coro<> produce(Link& link) {
  for (int n = 1; n <= 5; ++n) {
    link.send(n * n);
    co_await asyncio::sleep_ms(n * 190);
  }
  asyncio::print("the producer has ended and told nobody");
}

// [consumer]
asyncio::Coro<> consume(Link& link) {
  asyncio::WaitAny any(link.reading, link.keep_alive);
  while (true) {
    auto winner = co_await any.wait();
    if (winner == link.keep_alive) break;
    asyncio::print("  reading", *link.reading.value());
    link.reading.clear();
  }
  asyncio::print("  no reading for a second: the consumer ends");
}
// [/consumer]

asyncio::Coro<> app() {
  Link link;
  co_await asyncio::gather(produce(link), consume(link));
}

int main() { asyncio::run(app()); }
