// SPDX-License-Identifier: MIT
// Text in which each byte tells where it stands: lines of seven characters, "000000\n", "000001\n".
// What is lost, doubled or out of place shows at once.
#pragma once

#include "uasyncio/core/bytes.hpp"
#include "uasyncio/testing/stream_suite.hpp"

#include <cstddef>
#include <string_view>

namespace uasyncio::testing {

inline constexpr std::size_t numbered_line = 7;

/// The character at a place in the text. From anywhere.
inline char numbered_at(std::size_t place) noexcept {
  std::size_t number = place / numbered_line;
  const std::size_t column = place % numbered_line;
  if (column == numbered_line - 1) return '\n';
  for (std::size_t digit = numbered_line - 2; digit != column; --digit) number /= 10;
  return static_cast<char>('0' + number % 10);
}

/// Where a reader is in the text. Tells `ends`, which must outlive it, what is wrong. From one
/// context at a time; nothing suspends.
class NumberedText {
 public:
  explicit NumberedText(StreamEnds& ends) noexcept : ends_(&ends) {}

  /// These bytes come next.
  void take(std::string_view bytes) noexcept {
    for (const char byte : bytes) {
      ends_->expect(byte == numbered_at(place_), "no byte is lost, doubled or out of place");
      ++place_;
    }
  }
  /// This is a whole line, this one or a later one.
  void take_later_line(std::string_view line) noexcept {
    std::size_t number = 0;
    for (const char byte : detail::part_of(line, 0, numbered_line - 1)) {
      number = number * 10 + static_cast<std::size_t>(byte - '0');
    }
    ends_->expect(number * numbered_line >= place_, "a skipped line does not come back");
    place_ = number * numbered_line;
    take(line);
  }
  std::size_t place() const noexcept { return place_; }

 private:
  StreamEnds* ends_;
  std::size_t place_ = 0;
};

/// Writes so much of the text, in pieces of one to `longest` bytes, 32 at most, with a turn for
/// others between them. Suspends as `writer.awrite`, and fails and is cancelled as that: the pieces
/// before stay written. From a task; MemoryError without room for its frame.
[[nodiscard("co_await it: without that nothing is written")]]
Coro<> write_numbered(StreamWriter& writer, std::size_t size, std::size_t longest);

/// Writes the letter f until the way and the queue are full, and stay so for 6 ms. How many that
/// were. Sleeps meanwhile; cancelled, what was written goes out. From a task; MemoryError without
/// room for its frame.
[[nodiscard("co_await it: without that nothing is written")]]
Coro<std::size_t> clog(StreamWriter& writer);

}  // namespace uasyncio::testing
