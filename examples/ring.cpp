// SPDX-License-Identifier: MIT
// A RingIO takes bytes in an interrupt and gives them to a task, here line by line. The interrupt
// never waits: what the ring has no room for is lost, and the count that `write` returns says so.
// TEST: boards
#include <uasyncio.hpp>

#include <string_view>

namespace asyncio = uasyncio;

// [interrupt]
using Ring = asyncio::RingIO<32>;
std::size_t lost_bytes = 0;

void on_received(Ring& ring, std::string_view bytes) {  // in the interrupt
  const std::size_t taken = ring.write(bytes);
  lost_bytes += bytes.size() - taken;
}
// [/interrupt]

// [reader]
asyncio::Coro<> read_lines(Ring& ring) {
  char line[24];
  while (std::size_t length = co_await ring.readline(line)) {
    asyncio::print("  line:", std::string_view(line, length - 1));
  }
  asyncio::print("  the end");
}
// [/reader]

asyncio::Coro<> app() {
  Ring ring;
  auto reader = asyncio::create_task(read_lines(ring), {.name = "reader"});
  for (std::string_view burst : {"12", ".5 deg", "rees\n13.0 degrees\n", "14.5 degrees\n"}) {
    co_await asyncio::sleep_ms(10);
    on_received(ring, burst);
  }
  ring.close();
  co_await reader;
  asyncio::print("lost bytes:", lost_bytes);
}

int main() { asyncio::run(app()); }
