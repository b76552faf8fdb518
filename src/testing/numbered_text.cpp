// SPDX-License-Identifier: MIT
// Text in which each byte tells its place, for the stream suite: what is lost, doubled or out of
// order shows at once.
#include "uasyncio/testing/numbered_text.hpp"

#include "uasyncio/core/sleep.hpp"

#include <cstring>

#include <algorithm>

namespace uasyncio::testing {

Coro<> write_numbered(StreamWriter& writer, std::size_t size, std::size_t longest) {
  char piece[32];
  std::size_t place = 0;
  for (std::size_t length = 1; place != size; length = length % longest + 1) {
    const std::size_t count = std::min({length, sizeof piece, size - place});
    for (std::size_t index = 0; index != count; ++index) piece[index] = numbered_at(place + index);
    co_await writer.awrite(std::span<const char>(piece, count));
    place += count;
    co_await sleep_ms(0);
  }
}

/// What is full may move on a little by itself, as TCP does.
Coro<std::size_t> clog(StreamWriter& writer) {
  char filler[StreamEnds::writer_size];
  std::memset(filler, 'f', sizeof filler);
  constexpr int rounds_without_room = 3;
  std::size_t size = 0;
  for (int round = 0; round != rounds_without_room; ++round) {
    while (writer.write(std::span<const char>(filler))) {
      size += sizeof filler;
      round = 0;
    }
    co_await sleep_ms(2);
  }
  co_return size;
}

}  // namespace uasyncio::testing
