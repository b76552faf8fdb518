// SPDX-License-Identifier: MIT
// A broker passes messages from those who know something to those who want to know it; neither
// knows the other. A function prints, a coroutine function becomes a task, a queue keeps messages
// for a task that reads them at its own pace. A regular expression subscribes to many topics.
// TEST: boards
#include <uasyncio.hpp>

namespace asyncio = uasyncio;

using Broker = asyncio::Broker<int>;

// [agents]
void show(std::string_view topic, int value) { asyncio::print("  shown:", topic, value); }

asyncio::Coro<> ring_bell(std::string_view topic, int value) {
  asyncio::print("  ding");
  co_await asyncio::sleep_ms(200);
  asyncio::print("  dong, because of", topic, value);
}
// [/agents]

// [publish]
asyncio::Coro<> app() {
  Broker broker;
  asyncio::RegExp rooms("temperature/.*");
  asyncio::Queue<Broker::Item, 4> log;
  broker.subscribe("temperature/kitchen", show);
  broker.subscribe("door", ring_bell);
  broker.subscribe(rooms, log);

  broker.publish("temperature/kitchen", 21);
  broker.publish("temperature/cellar", 12);
  broker.publish("door", 1);
  co_await asyncio::sleep(1);
  while (auto item = log.get_nowait()) asyncio::print("  logged:", item->first, item->second);
}
// [/publish]

int main() { asyncio::run(app()); }
