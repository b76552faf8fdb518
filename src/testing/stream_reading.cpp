// SPDX-License-Identifier: MIT
// Of testing/stream_suite.hpp: what a reader promises.
#include "uasyncio/testing/stream_suite.hpp"

#include "uasyncio/core/cancel.hpp"
#include "uasyncio/core/catch.hpp"
#include "uasyncio/core/sleep.hpp"
#include "uasyncio/core/create_task.hpp"
#include "uasyncio/testing/numbered_text.hpp"

namespace uasyncio::testing::checks {

Coro<> bytes_come_in_order(StreamEnds& ends) {
  constexpr std::size_t size = 3'000;
  Task<> feeder = create_task(write_numbered(ends.left_writer, size, 29));
  NumberedText text(ends);
  char memory[100];
  for (std::size_t limit = 1; text.place() != size; limit = limit % 90 + 1) {
    if (limit % 2 == 0) {
      const std::string_view bytes = co_await ends.right_reader.read(limit);
      ends.expect(!bytes.empty() && bytes.size() <= limit, "read gives one to `limit` bytes");
      text.take(bytes);
    } else {
      const std::span<char> room(memory, limit);
      const std::size_t count = co_await ends.right_reader.readinto(room);
      ends.expect(count != 0 && count <= limit, "readinto gives one byte to as many as fit");
      text.take(std::string_view(memory, count));
    }
    if (ends.broken != nullptr) co_return;
  }
  co_await feeder;
}

Coro<> lines_come_whole(StreamEnds& ends) {
  constexpr std::size_t size = 300 * numbered_line;
  Task<> feeder = create_task(write_numbered(ends.left_writer, size, 9));
  NumberedText text(ends);
  while (text.place() != size && ends.broken == nullptr) {
    const std::string_view line = co_await ends.right_reader.readline();
    ends.expect(line.size() == numbered_line, "a line is given whole");
    text.take(line);
    if (text.place() == size) break;
    // Its delimiter is in the middle of what comes, and split anyhow.
    text.take(co_await ends.right_reader.readuntil("\n00"));
    text.take(co_await ends.right_reader.readline());
    const std::string_view ahead = co_await ends.right_reader.peek(3);
    ends.expect(ahead.size() >= 3, "peek waits for so many bytes");
    ends.expect(ahead.size() == ends.right_reader.available(), "peek takes nothing");
    if (text.place() + 40 * numbered_line > size) break;
  }
  co_await cancel_and_wait(feeder);
}

Coro<> exactly_and_transfers(StreamEnds& ends) {
  constexpr std::size_t size = 2'000;
  Task<> feeder = create_task(write_numbered(ends.left_writer, size, 31));
  NumberedText text(ends);
  for (std::size_t count = 0; text.place() < size / 2;
       count = count % StreamEnds::reader_size + 1) {
    const std::string_view bytes = co_await ends.right_reader.readexactly(count);
    ends.expect(bytes.size() == count, "readexactly gives exactly so many bytes");
    text.take(bytes);
    if (ends.broken != nullptr) co_return;
  }
  const auto refused =
      co_await as_result(ends.right_reader.readexactly(StreamEnds::reader_size + 1));
  ends.expect(refused.error() == Error::value, "more than the buffer holds is a ValueError");
  char memory[3 * StreamEnds::reader_size];
  Transfer transfer(memory);
  co_await ends.right_reader.readexactly(transfer);
  text.take(std::string_view(memory, sizeof memory));
  co_await cancel_and_wait(feeder);
}

namespace {

Coro<> write_long_line(StreamWriter& writer) {
  constexpr std::size_t length = 5 * StreamEnds::reader_size;
  for (std::size_t place = 0; place != length; ++place) co_await writer.awrite("x");
  co_await writer.awrite("\nnext\n");
}

}  // namespace

Coro<> long_lines_lose_nothing(StreamEnds& ends) {
  Task<> feeder = create_task(write_long_line(ends.left_writer));
  const auto line = co_await as_result(ends.right_reader.readline());
  ends.expect(line.error() == Error::limit_overrun, "too long a line is a LimitOverrunError");
  ends.expect(ends.right_reader.available() == StreamEnds::reader_size,
              "of too long a line nothing is lost");
  const bool found = co_await ends.right_reader.skip_line();
  ends.expect(found, "skip_line finds the end of the line");
  const std::string_view next = co_await ends.right_reader.readline();
  ends.expect(next == "next\n", "skip_line goes on with the next line");
  co_await feeder;
}

Coro<> one_reader_at_a_time(StreamEnds& ends) {
  auto reads = [](StreamEnds& its) -> Coro<> {
    const std::string_view line = co_await its.right_reader.readline();
    its.expect(line == "abc\n", "the first reader does not notice the second");
  };
  Task<> first = create_task(reads(ends));
  co_await sleep_ms(0);
  const auto second = co_await as_result(ends.right_reader.read());
  ends.expect(second.error() == Error::runtime, "a second reader fails at once");
  for (const char byte : std::string_view("abc\n")) {
    co_await ends.left_writer.awrite(std::string_view(&byte, 1));
    co_await sleep_ms(0);
  }
  co_await first;
}

Coro<> the_end_stays(StreamEnds& ends) {
  auto writes = [](StreamWriter& writer) -> Coro<> {
    co_await writer.awrite("last");
    writer.finish_writing();
  };
  Task<> writer = create_task(writes(ends.left_writer));
  const auto early = co_await as_result(ends.right_reader.readexactly(5));
  ends.expect(early.error() == Error::incomplete_read, "an early end is an IncompleteReadError");
  const auto until = co_await as_result(ends.right_reader.readuntil("\n"));
  ends.expect(until.error() == Error::incomplete_read, "an early end is an IncompleteReadError");
  ends.expect(!ends.right_reader.at_eof(), "at_eof only after everything was read");
  const std::string_view rest = co_await ends.right_reader.readline();
  ends.expect(rest == "last", "what came before the end stays readable");
  for (int round = 0; round != 3; ++round) {
    const std::string_view more = co_await ends.right_reader.read();
    ends.expect(more.empty() && ends.right_reader.at_eof(), "the end stays the end");
    const auto line = co_await ends.right_reader.next();
    ends.expect(!line.has_value(), "the end stays the end");
  }
}

}  // namespace uasyncio::testing::checks
