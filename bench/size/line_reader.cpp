// SPDX-License-Identifier: MIT
// base.cpp and a reader of lines.
#include "bench/size/blink.hpp"

/// A device that has nothing.
struct Wire final : asyncio::Device {
  asyncio::Attempt try_read(std::span<std::byte>) noexcept override {
    return asyncio::Attempt::end();
  }
} wire;
asyncio::BufferedReader<64> reader(wire);

asyncio::Coro<> show() {
  while (auto line = co_await reader.next()) board::led2.value(line->size() > 1);
}

asyncio::Coro<> app() {
  auto task = asyncio::create_task(blink(board::led1, 500));
  auto shown = asyncio::create_task(show());
  co_await blink(board::led2, 300);
}

int main() { asyncio::run(app()); }
