// SPDX-License-Identifier: MIT
// Of testing/stream_suite.hpp: what a writer promises.
#include "uasyncio/testing/stream_suite.hpp"

#include "uasyncio/core/cancel.hpp"
#include "uasyncio/core/catch.hpp"
#include "uasyncio/core/sleep.hpp"
#include "uasyncio/core/create_task.hpp"
#include "uasyncio/testing/numbered_text.hpp"

#include <cstring>

namespace uasyncio::testing::checks {
namespace {

/// Writes lines of one letter, longer than what is queued.
Coro<> write_letters(StreamWriter& writer, char letter) {
  constexpr std::size_t length = 50;
  char line[length];
  std::memset(line, letter, length);
  line[length - 1] = '\n';
  for (int round = 0; round != 20; ++round) co_await writer.awrite(std::span<const char>(line));
}

Coro<> write_pieces(StreamWriter& writer, std::size_t lines) {
  for (std::size_t line = 0; line != lines; ++line) {
    char text[numbered_line];
    for (std::size_t place = 0; place != numbered_line; ++place) {
      text[place] = numbered_at(line * numbered_line + place);
    }
    const detail::ConstBytes pieces[] = {
        std::span<const char>(text, 2), std::span<const char>(text, 0),
        std::span<const char>(text + 2, 1), std::span<const char>(text + 3, numbered_line - 3)};
    co_await writer.writelines(pieces);
  }
}

}  // namespace

Coro<> writers_take_turns(StreamEnds& ends) {
  Task<> first = create_task(write_letters(ends.left_writer, 'a'));
  Task<> second = create_task(write_letters(ends.left_writer, 'b'));
  Task<> third = create_task(write_letters(ends.left_writer, 'c'));
  for (int line = 0; line != 60 && ends.broken == nullptr; ++line) {
    const std::string_view text = co_await ends.right_reader.readline();
    ends.expect(text.find_first_not_of(text[0]) == text.size() - 1,
                "the bytes of several writers are not mixed");
  }
  co_await first;
  co_await second;
  co_await third;
}

Coro<> pieces_go_out_in_a_row(StreamEnds& ends) {
  constexpr std::size_t lines = 100;
  Task<> writer = create_task(write_pieces(ends.left_writer, lines));
  NumberedText text(ends);
  while (text.place() != lines * numbered_line && ends.broken == nullptr) {
    text.take(co_await ends.right_reader.read());
  }
  co_await writer;
}

Coro<> a_clogged_stream_says_so(StreamEnds& ends) {
  const std::size_t size = co_await clog(ends.left_writer);
  ends.expect(!ends.left_writer.error(), "a full stream has not failed");
  const auto late = co_await as_result(wait_for_ms(ends.left_writer.awrite("never"), 20));
  ends.expect(late.error() == Error::timeout, "a write that cannot go on can run out of time");
  auto drains = [](StreamWriter& writer, int& drained) -> Coro<> {
    co_await writer.drain();
    ++drained;
  };
  int drained = 0;
  Task<> first = create_task(drains(ends.left_writer, drained));
  Task<> second = create_task(drains(ends.left_writer, drained));
  std::size_t received = 0;
  while (received != size) {
    const std::string_view bytes = co_await ends.right_reader.read();
    received += bytes.size();
    const bool is_filler = bytes.find_first_not_of('f') == std::string_view::npos;
    if (!ends.expect(is_filler, "of a write that had not begun nothing is sent")) co_return;
  }
  co_await first;
  co_await second;
  ends.expect(drained == 2, "any number of tasks may drain");
  ends.expect(ends.left_writer.write("x"), "what has room again takes bytes again");
  const std::string_view last = co_await ends.right_reader.read();
  ends.expect(last == "x", "what is written comes after what was written before");
}

Coro<> both_ways_at_once(StreamEnds& ends) {
  constexpr std::size_t size = 1'000;
  auto reads = [](StreamEnds& its, StreamReader& reader) -> Coro<> {
    NumberedText text(its);
    while (text.place() != size && its.broken == nullptr) text.take(co_await reader.read());
  };
  Task<> there = create_task(write_numbered(ends.left_writer, size, 31));
  Task<> back = create_task(write_numbered(ends.right_writer, size, 31));
  Task<> left = create_task(reads(ends, ends.left_reader));
  Task<> right = create_task(reads(ends, ends.right_reader));
  co_await left;
  co_await right;
  co_await there;
  co_await back;
}

}  // namespace uasyncio::testing::checks
