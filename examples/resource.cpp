// SPDX-License-Identifier: MIT
// A resource is released when its task ends, and also when its task is cancelled: by a destructor
// where that is done at once, by `finally` where the cleanup itself has to wait.
// TEST: boards
#include <uasyncio.hpp>

namespace asyncio = uasyncio;

// [raii]
class Heater {
 public:
  Heater() { asyncio::print("  heater on"); }
  ~Heater() { asyncio::print("  heater off"); }
  Heater(const Heater&) = delete;
};

asyncio::Coro<> warm_up(int seconds) {
  Heater heater;
  co_await asyncio::sleep(seconds);
  asyncio::print("  warm");
}
// [/raii]

// [finally]
asyncio::Coro<> talk() {
  asyncio::print("  hello");
  co_await asyncio::sleep(60);
}
asyncio::Coro<> say_goodbye() {
  co_await asyncio::sleep_ms(200);  // the other side needs time to answer
  asyncio::print("  goodbye");
}
asyncio::Coro<> conversation() { co_await asyncio::finally(talk(), say_goodbye()); }
// [/finally]

asyncio::Coro<> app() {
  asyncio::print("The task ends:");
  co_await asyncio::create_task(warm_up(1));

  asyncio::print("The task is cancelled:");
  // [cancel]
  asyncio::Task<> heating = asyncio::create_task(warm_up(60));
  co_await asyncio::sleep(2);
  co_await asyncio::cancel_and_wait(heating);
  // [/cancel]

  asyncio::print("The cleanup takes a while:");
  asyncio::Task<> call = asyncio::create_task(conversation());
  co_await asyncio::sleep(2);
  co_await asyncio::cancel_and_wait(call);
  asyncio::print("Done; cancelled:", heating.cancelled(), call.cancelled());
}

int main() { asyncio::run(app()); }
