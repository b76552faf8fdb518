// SPDX-License-Identifier: MIT
// Waiting on a stream allocates nothing, neither from the heap nor from the frame pool.
#include "tests/support/scenario.hpp"

#include <uasyncio/stream/memory_pair.hpp>
#include <uasyncio/stream/reader.hpp>
#include <uasyncio/stream/writer.hpp>

using namespace scenario;
using asyncio::Coro;
using asyncio::Task;

extern thread_local std::size_t count_of_new;  // in the test program's operator new

namespace {

struct Pipe : asyncio::MemoryPair<4> {
  asyncio::BufferedReader<16> reader{right};
  asyncio::BufferedWriter<8> writer{left};
};

Coro<> reads(Pipe* pipe) {
  (void)co_await pipe->reader.readline();
  (void)co_await pipe->reader.readexactly(6);
  (void)co_await pipe->reader.readuntil("\r\n");
  char memory[12];
  asyncio::Transfer transfer(memory);
  co_await pipe->reader.readexactly(transfer);
  (void)co_await pipe->reader.skip_line();
}

Coro<> one_round(Pipe* pipe, Task<>* reader) {
  const std::size_t heap = count_of_new;
  const std::size_t pool = asyncio::FramePool::current().used();
  co_await asyncio::sleep_ms(0);
  co_await pipe->writer.awrite("a line\n");
  co_await pipe->writer.awrite("123456and until\r\n");
  const asyncio::detail::ConstBytes pieces[] = {"a transfer", " that waits", "\n"};
  co_await pipe->writer.writelines(pieces);
  EXPECT_TRUE(pipe->writer.write("queued"));
  co_await pipe->writer.drain();
  EXPECT_EQ(count_of_new, heap);
  EXPECT_LE(asyncio::FramePool::current().used(), pool);
  co_await *reader;
}

TEST(ReadAwaiters, AndWritersAllocateNothing) {
  EXPECT_EQ(played([]() -> Coro<> {
              Pipe pipe;
              for (int round = 0; round != 3; ++round) {
                Task<> reader = asyncio::create_task(reads(&pipe));
                co_await one_round(&pipe, &reader);
                const std::string_view rest = co_await pipe.reader.readexactly(6);
                say(rest);
              }
            }),
            "queued queued queued ok");
}

// --- Below as_result, as_outcome and wait_for, which need no coroutine around them ---------------

TEST(ReadAwaiters, BelowAsResultAndWaitForTakeNoFrame) {
  EXPECT_EQ(played([]() -> Coro<> {
              Pipe pipe;
              std::size_t pool = 0;
              const auto write_later = [&](const char* line) {
                after(1, [&pipe, &pool, line] {
                  EXPECT_EQ(asyncio::FramePool::current().used(), pool);
                  EXPECT_TRUE(pipe.writer.write(line));
                });
                pool = asyncio::FramePool::current().used();
              };
              write_later("one\n");
              auto one = co_await asyncio::as_result(pipe.reader.readline());
              say(one->substr(0, 3));
              write_later("two\n");
              const std::string_view two = co_await asyncio::wait_for(pipe.reader.readline(), 1);
              say(two.substr(0, 3));
              EXPECT_TRUE(pipe.writer.write("six\n"));
              auto six = co_await asyncio::as_outcome(pipe.reader.readline());  // at once
              say(six->substr(0, 3));
            }),
            "one two six ok");
}

TEST(ReadAwaiters, BelowAsResultFailAtOnceAndLater) {
  EXPECT_EQ(played([]() -> Coro<> {
              Pipe pipe;
              const auto at_once = co_await asyncio::as_result(pipe.reader.readexactly(17));
              say(at_once.error().name());
              after(1, [&pipe] { pipe.left.close_and_tell(); });
              const auto later = co_await asyncio::as_result(pipe.reader.readexactly(3));
              say(later.error().name(), now_ms());
              const auto late =
                  co_await asyncio::as_result(asyncio::wait_for(pipe.writer.awrite("x"), 1));
              say(late.error().name());
            }),
            "ValueError OSError 1 OSError ok");
}

Coro<> reads_until_cancelled(Pipe* pipe) {
  const Guard guard("left");
  (void)co_await asyncio::as_result(pipe->reader.readline());
  say("never");
}

Coro<> catches_its_cancel(Pipe* pipe) {
  const auto end = co_await asyncio::as_outcome(pipe->reader.readline());
  say(end.cancelled() ? "caught" : "not");
  const std::string_view line = co_await pipe->reader.readline();
  say(line.substr(0, 4));
}

TEST(ReadAwaiters, BelowAsResultAndAsOutcomeAreCancelledAsEverythingElse) {
  EXPECT_EQ(played([]() -> Coro<> {
              Pipe pipe;
              Task<> passes = asyncio::create_task(reads_until_cancelled(&pipe));
              co_await asyncio::sleep_ms(1);
              (void)co_await asyncio::cancel_and_wait(passes);
              Task<> catches = asyncio::create_task(catches_its_cancel(&pipe));
              co_await asyncio::sleep_ms(1);
              catches.cancel();
              co_await asyncio::sleep_ms(1);
              co_await pipe.writer.awrite("more\n");
              co_await catches;
            }),
            "left caught more ok");
}

TEST(ReadAwaiters, AWriteThatRunsOutOfTimeBelowWaitForIsFinishedByTheQueue) {
  EXPECT_EQ(played([]() -> Coro<> {
              Pipe pipe;
              const auto late = co_await asyncio::as_result(
                  asyncio::wait_for_ms(pipe.writer.awrite("0123456789"), 5));
              say(late.error().name(), pipe.writer.queued());
              const std::string_view all = co_await pipe.reader.readexactly(10);
              say(all);
              EXPECT_TRUE(pipe.writer.write("on"));
            }),
            "TimeoutError 6 0123456789 ok");
}

TEST(ReadAwaiters, AreSmall) {
  constexpr std::size_t word = sizeof(void*);
  Pipe pipe;
  EXPECT_EQ(sizeof(pipe.reader.readline()), word);
  EXPECT_EQ(sizeof(pipe.reader.read()), 2 * word);
  EXPECT_EQ(sizeof(pipe.writer.drain()), word);
}

}  // namespace
