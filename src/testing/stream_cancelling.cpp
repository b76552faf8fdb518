// SPDX-License-Identifier: MIT
// Of testing/stream_suite.hpp: a cancel at every suspension. The operation runs in a task, and is
// cancelled after 0, 1, 2, ... turns of the others. Bytes are numbered, so that what a cancel
// loses, doubles or misplaces shows.
#include "uasyncio/testing/stream_suite.hpp"

#include "uasyncio/core/bytes.hpp"
#include "uasyncio/core/cancel.hpp"
#include "uasyncio/core/catch.hpp"
#include "uasyncio/core/sleep.hpp"
#include "uasyncio/core/create_task.hpp"
#include "uasyncio/testing/numbered_text.hpp"

#include <cstring>

namespace uasyncio::testing::checks {
namespace {

constexpr int turns_at_most = 24;
constexpr std::size_t endless = 1'000'000;

Coro<> some_turns(int count) {
  for (int turn = 0; turn != count; ++turn) co_await sleep_ms(0);
}

/// One read, of a kind.
Coro<> read_once(StreamReader& reader, NumberedText& text, int kind) {
  constexpr std::size_t count = 13;
  switch (kind) {
    case 0: text.take(co_await reader.read(count)); break;
    case 1: text.take(co_await reader.readexactly(count)); break;
    case 2: text.take(co_await reader.readline()); break;
    case 3: text.take(co_await reader.readuntil("\n0")); break;
    case 4: {
      const auto line = co_await reader.next();
      text.take(*line);
      break;
    }
    case 5: {
      char memory[count];
      const std::size_t size = co_await reader.readinto(memory);
      text.take(std::string_view(memory, size));
      break;
    }
    default: {
      const std::string_view ahead = co_await reader.peek(count);
      text.take(detail::part_of(ahead, 0, count));
      reader.consume(count);
      break;
    }
  }
}
constexpr int kinds_of_read = 7;

}  // namespace

Coro<> cancelled_reads(StreamEnds& ends) {
  Task<> feeder = create_task(write_numbered(ends.left_writer, endless, 5));
  NumberedText text(ends);
  for (int kind = 0; kind != kinds_of_read; ++kind) {
    for (int turns = 0; turns != turns_at_most; ++turns) {
      Task<> read = create_task(read_once(ends.right_reader, text, kind));
      co_await some_turns(turns);
      co_await cancel_and_wait(read);
      ends.expect(!ends.right_reader.is_busy(), "a cancelled reader reads no more");
      co_await read_once(ends.right_reader, text, kind);
      if (ends.broken != nullptr) co_return;
    }
  }
  co_await cancel_and_wait(feeder);
}

Coro<> cancelled_transfers(StreamEnds& ends) {
  Task<> feeder = create_task(write_numbered(ends.left_writer, endless, 7));
  NumberedText text(ends);
  for (int turns = 0; turns != turns_at_most; ++turns) {
    char memory[3 * StreamEnds::reader_size];
    Transfer transfer(memory);
    auto reads = [](StreamReader& reader, Transfer& its_transfer) -> Coro<> {
      co_await reader.readexactly(its_transfer);
    };
    Task<> read = create_task(reads(ends.right_reader, transfer));
    co_await some_turns(turns);
    co_await cancel_and_wait(read);
    const std::size_t done = transfer.done();
    co_await some_turns(1);
    ends.expect(transfer.done() == done, "a cancelled transfer stands still");
    co_await ends.right_reader.readexactly(transfer);
    text.take(std::string_view(memory, sizeof memory));
    if (ends.broken != nullptr) co_return;
  }
  co_await cancel_and_wait(feeder);
}

Coro<> cancelled_skips(StreamEnds& ends) {
  Task<> feeder = create_task(write_numbered(ends.left_writer, endless, 3));
  NumberedText text(ends);
  for (int turns = 0; turns != turns_at_most; ++turns) {
    auto skips = [](StreamReader& reader) -> Coro<> { (void)co_await reader.skip_until("5\n"); };
    Task<> skip = create_task(skips(ends.right_reader));
    co_await some_turns(turns);
    co_await cancel_and_wait(skip);
    const bool found = co_await ends.right_reader.skip_until("7\n");
    ends.expect(found, "a repeated skip finds its end");
    const std::string_view line = co_await ends.right_reader.readline();
    ends.expect(line.size() == numbered_line && line[numbered_line - 2] == '8',
                "a skip ends behind its delimiter");
    text.take_later_line(line);
    if (ends.broken != nullptr) co_return;
  }
  co_await cancel_and_wait(feeder);
}

Coro<> cancelled_readers_beside_a_writer(StreamEnds& ends) {
  // The way is full, and something is queued.
  const std::size_t size = co_await clog(ends.left_writer);
  for (int turns = 0; turns != 4; ++turns) {
    auto reads = [](StreamReader& reader) -> Coro<> { (void)co_await reader.readline(); };
    Task<> read = create_task(reads(ends.left_reader));
    co_await some_turns(turns);
    co_await cancel_and_wait(read);
    ends.expect(!ends.left_writer.error(), "a cancelled reader never touches the writer");
  }
  for (std::size_t received = 0; received != size;) {
    const std::string_view bytes = co_await ends.right_reader.read();
    if (!ends.expect(!bytes.empty(), "a cancelled reader never touches the writer")) co_return;
    received += bytes.size();
  }
  co_await ends.left_writer.drain();
  ends.expect(ends.left_writer.write("x"), "a cancelled reader never touches the writer");
  const std::string_view last = co_await ends.right_reader.read();
  ends.expect(last == "x", "a cancelled reader never touches the writer");
}

namespace {

/// Messages are whole or absent, and in order: "m0001-----------------.".
constexpr std::size_t message_size = 24;
constexpr std::size_t digits_in_message = 4;

void make_message(char* room, unsigned number) noexcept {
  std::memset(room, '-', message_size);
  room[0] = 'm';
  room[message_size - 1] = '.';
  for (std::size_t digit = digits_in_message; digit != 0; --digit, number /= 10) {
    room[digit] = static_cast<char>('0' + number % 10);
  }
}

/// Which message it is; 0 if it is none.
unsigned number_of(std::string_view message) noexcept {
  unsigned number = 0;
  for (std::size_t digit = 1; digit <= digits_in_message; ++digit) {
    number = number * 10 + static_cast<unsigned>(message[digit] - '0');
  }
  char expected[message_size];
  make_message(expected, number);
  return message == std::string_view(expected, message_size) ? number : 0;
}

Coro<> write_message(StreamWriter& writer, unsigned number, unsigned& written) {
  char message[message_size];
  make_message(message, number);
  co_await writer.awrite(std::span<const char>(message));
  written = number;
}

/// Reads with pauses, so that the way is full most of the time.
Coro<> read_messages(StreamEnds& ends, unsigned last) {
  unsigned newest = 0;
  while (newest != last) {
    const std::string_view message = co_await ends.right_reader.readexactly(message_size);
    const unsigned number = number_of(message);
    if (!ends.expect(number != 0, "a message is whole or absent")) co_return;
    ends.expect(number > newest, "messages come in order, and once");
    newest = number;
    co_await some_turns(5);
  }
}

}  // namespace

Coro<> cancelled_writes(StreamEnds& ends) {
  constexpr int rounds = 8;
  constexpr unsigned last = rounds * turns_at_most + 1;
  Task<> reader = create_task(read_messages(ends, last));
  unsigned number = 0;
  unsigned written = 0;
  for (int round = 0; round != rounds; ++round) {
    for (int turns = 0; turns != turns_at_most && ends.broken == nullptr; ++turns) {
      Task<> write = create_task(write_message(ends.left_writer, ++number, written));
      co_await some_turns(turns);
      co_await cancel_and_wait(write);
      ends.expect(!ends.left_writer.error(), "a short message does not tear the stream");
    }
  }
  co_await write_message(ends.left_writer, last, written);
  co_await reader;
}

Coro<> cancelled_waits(StreamEnds& ends) {
  // The way is full, and something is queued.
  const std::size_t size = co_await clog(ends.left_writer);
  for (int turns = 0; turns != 4; ++turns) {
    auto drains = [](StreamWriter& writer) -> Coro<> { co_await writer.drain(); };
    Task<> drain = create_task(drains(ends.left_writer));
    co_await some_turns(turns);
    co_await cancel_and_wait(drain);
  }
  ends.left_writer.close();
  for (int turns = 0; turns != 4; ++turns) {
    auto waits = [](StreamWriter& writer) -> Coro<> { co_await writer.wait_closed(); };
    Task<> wait = create_task(waits(ends.left_writer));
    co_await some_turns(turns);
    co_await cancel_and_wait(wait);
  }
  std::size_t received = 0;
  for (;;) {
    const std::string_view bytes = co_await ends.right_reader.read();
    if (bytes.empty()) break;
    received += bytes.size();
  }
  ends.expect(received == size, "a cancelled drain or wait_closed loses nothing");
  ends.right_writer.close();
  co_await ends.left_writer.wait_closed();
}

}  // namespace uasyncio::testing::checks
