// SPDX-License-Identifier: MIT
// base.cpp and a Broker with an agent that is a function.
#include "bench/size/blink.hpp"

void on_message(std::string_view, int message) { board::led3.value(message != 0); }

asyncio::Coro<> publish() {
  asyncio::Broker<int> broker;
  broker.subscribe("light", on_message);
  while (true) {
    broker.publish("light", 1);
    co_await asyncio::sleep_ms(1000);
  }
}

asyncio::Coro<> app() {
  auto task = asyncio::create_task(blink(board::led1, 500));
  auto other = asyncio::create_task(publish());
  co_await blink(board::led2, 300);
}

int main() { asyncio::run(app()); }
