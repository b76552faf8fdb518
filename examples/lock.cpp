// SPDX-License-Identifier: MIT
// Two tasks share a bus, and a message takes several transfers. Without a lock the transfers of the
// two get mixed up; a lock gives the bus to one task at a time, in the order of asking. The guard
// that `with` gives releases it however the block is left, also by a cancel.
// TEST: boards
#include <uasyncio.hpp>

namespace asyncio = uasyncio;

asyncio::Coro<> transfer(const char* name, const char* part) {
  asyncio::print("  ", name, part);
  co_await asyncio::sleep_ms(10);  // the hardware is at work, other tasks run
}

asyncio::Coro<> send(const char* name) {
  co_await transfer(name, "address");
  co_await transfer(name, "data");
  co_await transfer(name, "checksum");
}

// [lock]
asyncio::Coro<> send_alone(asyncio::Lock& bus, const char* name) {
  auto held = co_await asyncio::with(bus);
  co_await send(name);
}
// [/lock]

asyncio::Coro<> app() {
  asyncio::print("Without a lock:");
  co_await asyncio::gather(send("display"), send("sensor"));

  asyncio::Lock bus;
  asyncio::print("With a lock:");
  co_await asyncio::gather(send_alone(bus, "display"), send_alone(bus, "sensor"));

  asyncio::print("Its holder runs out of time:");
  auto end = co_await asyncio::as_result(asyncio::wait_for_ms(send_alone(bus, "display"), 15));
  asyncio::print(end.error().name(), "- is the bus locked?", bus.locked());
}

int main() { asyncio::run(app()); }
