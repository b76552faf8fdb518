// SPDX-License-Identifier: MIT
// Of testing/stream_suite.hpp: how a stream ends.
#include "uasyncio/testing/stream_suite.hpp"

#include "uasyncio/core/cancel.hpp"
#include "uasyncio/core/catch.hpp"
#include "uasyncio/core/sleep.hpp"
#include "uasyncio/core/create_task.hpp"
#include "uasyncio/testing/numbered_text.hpp"

#include <cerrno>

namespace uasyncio::testing::checks {
namespace {

Coro<std::size_t> read_to_the_end(StreamReader& reader) {
  std::size_t size = 0;
  for (;;) {
    const std::string_view bytes = co_await reader.read();
    if (bytes.empty()) co_return size;
    size += bytes.size();
  }
}

Coro<> reads_until_closed(StreamEnds& ends) {
  const auto result = co_await as_result(ends.left_reader.read());
  ends.expect(result.error() == Error::os(EBADF), "a reader of a closed stream is woken");
}
Coro<> writes_until_closed(StreamEnds& ends) {
  const auto result = co_await as_result(ends.left_writer.awrite("never sent"));
  ends.expect(result.error() == Error::os(EBADF), "a writer of a closed stream is woken");
}
Coro<> drains_until_closed(StreamEnds& ends) {
  const auto result = co_await as_result(ends.left_writer.drain());
  ends.expect(result.error() == Error::os(EBADF), "a drain of a closed stream is woken");
}

Coro<> expect_closed(StreamEnds& ends) {
  ends.expect(!ends.left_writer.write("x"), "a closed stream takes nothing");
  const auto write = co_await as_result(ends.left_writer.awrite("x"));
  ends.expect(write.error() == Error::os(EBADF), "a closed stream is not written");
  const auto drain = co_await as_result(ends.left_writer.drain());
  ends.expect(drain.error() == Error::os(EBADF), "a closed stream is not drained");
  const auto read = co_await as_result(ends.left_reader.read());
  ends.expect(read.error() == Error::os(EBADF), "a closed stream is not read");
}

}  // namespace

Coro<> half_close_then_an_answer(StreamEnds& ends) {
  auto answers = [](StreamEnds& its) -> Coro<> {
    const std::size_t size = co_await read_to_the_end(its.right_reader);
    its.expect(size == 8, "everything before a half close arrives");
    co_await write_numbered(its.right_writer, 500, 31);
    its.right_writer.finish_writing();
  };
  Task<> server = create_task(answers(ends));
  ends.expect(ends.left_writer.write("question"), "a new stream has room");
  ends.left_writer.finish_writing();
  ends.left_writer.finish_writing();
  ends.expect(ends.left_writer.error() == Error::os(EPIPE), "nothing is written after the end");
  NumberedText text(ends);
  for (;;) {
    const std::string_view bytes = co_await ends.left_reader.read();
    if (bytes.empty()) break;
    text.take(bytes);
  }
  ends.expect(text.place() == 500, "an answer after a half close arrives whole");
  co_await server;
}

Coro<> close_sends_what_is_queued(StreamEnds& ends) {
  const std::size_t size = co_await clog(ends.left_writer);
  ends.left_writer.close();
  ends.left_writer.close();
  co_await expect_closed(ends);
  const std::size_t received = co_await read_to_the_end(ends.right_reader);
  ends.expect(received == size, "a close in order loses nothing");
  ends.right_writer.close();
  co_await ends.left_writer.wait_closed();
  co_await ends.left_writer.wait_closed();
  co_await ends.right_writer.wait_closed();
}

Coro<> close_wakes_everybody(StreamEnds& ends) {
  co_await clog(ends.left_writer);
  Task<> writer = create_task(writes_until_closed(ends));
  Task<> drain = create_task(drains_until_closed(ends));
  co_await sleep_ms(1);
  ends.left_writer.close();
  co_await writer;
  co_await drain;
  co_await expect_closed(ends);
}

Coro<> abort_wakes_everybody(StreamEnds& ends) {
  co_await clog(ends.left_writer);
  Task<> writer = create_task(writes_until_closed(ends));
  Task<> drain = create_task(drains_until_closed(ends));
  co_await sleep_ms(1);
  ends.left_writer.abort();
  ends.left_writer.abort();
  co_await writer;
  co_await drain;
  co_await expect_closed(ends);
  const auto closed = co_await as_result(ends.left_writer.wait_closed());
  ends.expect(closed.error() == Error::os(EBADF), "an abort is not a close in order");
}

Coro<> the_peer_is_gone(StreamEnds& ends) {
  ends.right_writer.abort();
  Error first;
  constexpr std::size_t most = 10'000'000;
  for (std::size_t size = 0; size < most && !first; size += StreamEnds::writer_size) {
    char filler[StreamEnds::writer_size] = {};
    const auto result = co_await as_result(ends.left_writer.awrite(std::span<const char>(filler)));
    first = result.error();
  }
  ends.expect(first.kind == ErrorKind::os, "a write to nobody fails");
  const auto again = co_await as_result(ends.left_writer.awrite("x"));
  ends.expect(again.error() == first, "a failed send shows ever after");
  ends.expect(!ends.left_writer.write("x") && ends.left_writer.error() == first,
              "a failed send shows ever after");
}

Coro<> close_wakes_the_reader(StreamEnds& ends) {
  Task<> first = create_task(reads_until_closed(ends));
  co_await sleep_ms(1);
  ends.left_writer.close();
  co_await first;
  co_await expect_closed(ends);
}

Coro<> a_close_has_a_limit(StreamEnds& ends) {
  co_await clog(ends.left_writer);
  ends.left_writer.set_close_limit_ms(30);
  ends.left_writer.close();
  const auto closed = co_await as_result(ends.left_writer.wait_closed());
  ends.expect(closed.error() == Error::timeout, "a close that cannot end ends at its limit");
}

}  // namespace uasyncio::testing::checks
