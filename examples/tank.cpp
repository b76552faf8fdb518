// SPDX-License-Identifier: MIT
// A tank is filled: the valve closes when the tank is full, when that takes too long, and when
// somebody says stop.
#include <uasyncio.hpp>

namespace asyncio = uasyncio;

// [valve]
struct Valve {
  void set(bool open) {
    asyncio::print(asyncio::Loop::running()->time() / 1'000'000, open ? "s: open" : "s: closed");
  }
};

class OpenValve {
 public:
  explicit OpenValve(Valve& valve) : valve_(valve) { valve_.set(true); }
  ~OpenValve() { valve_.set(false); }

 private:
  Valve& valve_;
};
// [/valve]

// [fill]
asyncio::Coro<> fill(Valve& valve, asyncio::Event& full) {
  const OpenValve open(valve);                  // however this ends, it closes
  co_await asyncio::wait_for(full.wait(), 30);  // for at most 30 s
}
// [/fill]

// [app]
asyncio::Coro<> app() {
  Valve valve;
  asyncio::Event full;
  auto filling = asyncio::create_task(fill(valve, full), {.name = "filling"});
  co_await asyncio::sleep(5);
  full.set();
  co_await filling;

  full.clear();
  auto end = co_await asyncio::as_result(fill(valve, full));
  asyncio::print("it was never full:", end.error());

  filling = asyncio::create_task(fill(valve, full), {.name = "filling"});
  co_await asyncio::sleep(2);
  co_await asyncio::cancel_and_wait(filling);
  asyncio::print("somebody said stop");
}
// [/app]

int main() { asyncio::run(app()); }
