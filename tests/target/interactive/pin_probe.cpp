// SPDX-License-Identifier: MIT
// Any pin of a board: tests/tools/test_pins.py names it, as in "b7", and drives it.
#include "uasyncio/core/catch.hpp"
#include "uasyncio/core/print.hpp"
#include "uasyncio/core/run.hpp"
#include "uasyncio/core/create_task.hpp"
#include "uasyncio/threadsafe/thread_safe_queue.hpp"

#include <board.hpp>
#include <cerrno>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace asyncio = uasyncio;

namespace {

asyncio::ThreadSafeQueue<unsigned, 8> edges;  // of which pin: 32 * port + number

struct AnyPort {
  unsigned index;
  template <class Port>
    requires std::is_enum_v<Port>
  operator Port() const {
    return Port(index);
  }
};

template <class Pin>
Pin make_pin(AnyPort port, std::uint8_t number) {
  if constexpr (std::is_constructible_v<Pin, std::uint8_t>) {
    return Pin(number);
  } else {
    return Pin(port, number);
  }
}

auto pin(unsigned place) {
  return make_pin<decltype(board::button)>({place / 32}, static_cast<std::uint8_t>(place % 32));
}

void on_edge(void* place) {
  edges.put_sync(static_cast<unsigned>(reinterpret_cast<std::uintptr_t>(place)));
}

const char* meaning(asyncio::Error refusal) {
  if (refusal == asyncio::Error::os(EBUSY)) return "busy";
  if (refusal == asyncio::Error::value) return "no such pin";
  return refusal ? "another error" : "watching";
}

unsigned number_in(std::string_view text) {
  unsigned number = 0;
  for (const char digit : text) number = number * 10 + static_cast<unsigned>(digit - '0');
  return number;
}

// "b7": watch it; "-b7": no longer.
void obey(std::string_view command) {
  const bool ends = command.starts_with('-');
  if (ends) command.remove_prefix(1);
  const unsigned port = static_cast<unsigned>(command[0] - 'a');
  command.remove_prefix(1);
  const unsigned place = port * 32 + number_in(command);
  if (ends) {
    pin(place).irq(nullptr);
    asyncio::print("ended");
  } else {
    asyncio::print(meaning(pin(place).irq(asyncio::machine::Edge::both, &on_edge,
                                          reinterpret_cast<void*>(std::uintptr_t{place}))));
  }
}

asyncio::Coro<> tell_edges() {
  while (true) {
    const unsigned place = co_await edges.get();
    const char port[] = {static_cast<char>('a' + place / 32), '\0'};
    asyncio::print("edge", port, place % 32, pin(place).value() ? "high" : "low");
  }
}

asyncio::Coro<> app() {
  asyncio::create_task(tell_edges());
  asyncio::print("ready");
  while (true) {
    char buffer[8];
    const std::string_view command = co_await board::console.read_line(buffer);
    obey(command);
  }
}

}  // namespace

int main() { asyncio::run(app()); }
