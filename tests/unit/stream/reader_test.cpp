// SPDX-License-Identifier: MIT
// StreamReader over a pair in memory, in virtual time.
#include "tests/support/scenario.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <uasyncio/stream/memory_pair.hpp>
#include <uasyncio/stream/reader.hpp>

using namespace scenario;
using asyncio::BufferedReader;
using asyncio::Coro;
using asyncio::Error;
using asyncio::MemoryEnd;
using asyncio::MemoryPair;
using asyncio::StreamReader;
using asyncio::Task;

namespace {

/// Writes to the other end at once.
void put(MemoryEnd& end, std::string_view text) {
  if (text.empty()) return;
  EXPECT_EQ(end.try_write(std::as_bytes(std::span(text))), asyncio::Attempt::moved(text.size()));
}

Coro<> put_later(MemoryEnd* end, std::string text, int milliseconds) {
  co_await asyncio::sleep_ms(milliseconds);
  put(*end, text);
}

Coro<> end_later(MemoryEnd* end, int milliseconds) {
  co_await asyncio::sleep_ms(milliseconds);
  (void)end->finish_writing();
}

struct ReaderPipe : MemoryPair<64> {
  BufferedReader<16> reader{left};
};

std::string shown(std::string_view text) {
  std::string result(text);
  for (char& each : result) {
    if (each == '\n') each = '.';
  }
  return "'" + result + "'";
}

TEST(StreamReader, ReadGivesWhatIsThereAndTheEndAsEmpty) {
  EXPECT_EQ(played([]() -> Coro<> {
              ReaderPipe pipe;
              put(pipe.right, "hello");
              say(shown(co_await pipe.reader.read(2)), shown(co_await pipe.reader.read()));
              asyncio::create_task(put_later(&pipe.right, "later", 5));
              say(shown(co_await pipe.reader.read()), now_ms());
              (void)pipe.right.finish_writing();
              say(pipe.reader.at_eof(), shown(co_await pipe.reader.read()), pipe.reader.at_eof());
            }),
            "'he' 'llo' 'later' 5 0 '' 1 ok");
}

TEST(StreamReader, ExactlyWaitsForAllOfIt) {
  EXPECT_EQ(played([]() -> Coro<> {
              ReaderPipe pipe;
              put(pipe.right, "abc");
              asyncio::create_task(put_later(&pipe.right, "def", 5));
              say(shown(co_await pipe.reader.readexactly(5)), now_ms());
              say(co_await error_of(pipe.reader.readexactly(17)));
              (void)pipe.right.finish_writing();
              auto early = co_await asyncio::as_result(pipe.reader.readexactly(2));
              say(early.error().name(), shown(co_await pipe.reader.read()));
            }),
            "'abcde' 5 ValueError IncompleteReadError 'f' ok");
}

TEST(StreamReader, LinesComeWholeAndTheLastMayLackItsNewline) {
  EXPECT_EQ(played([]() -> Coro<> {
              ReaderPipe pipe;
              put(pipe.right, "one\ntwo\nthr");
              asyncio::create_task(put_later(&pipe.right, "ee\nrest", 5));
              asyncio::create_task(end_later(&pipe.right, 6));
              while (auto line = co_await pipe.reader.next()) say(shown(*line), now_ms());
              say(shown(co_await pipe.reader.readline()));
            }),
            "'one.' 0 'two.' 0 'three.' 5 'rest' 6 '' ok");
}

TEST(StreamReader, TooLongALineLosesNothingAndCanBeSkipped) {
  EXPECT_EQ(played([]() -> Coro<> {
              ReaderPipe pipe;
              put(pipe.right, "0123456789abcdefghij\nnext\n");
              say(co_await error_of(pipe.reader.readline()));
              say(shown(co_await pipe.reader.read(3)));
              say(co_await pipe.reader.skip_line(), shown(co_await pipe.reader.readline()));
              put(pipe.right, "no newline");
              (void)pipe.right.finish_writing();
              say(co_await pipe.reader.skip_line(), pipe.reader.at_eof());
            }),
            "LimitOverrunError '012' 1 'next.' 0 1 ok");
}

/// A line of so many bytes, and the next one.
class LongLine final : public asyncio::Device {
 public:
  explicit LongLine(std::size_t length) : left_(length) {}
  asyncio::Attempt try_read(std::span<std::byte> room) noexcept override {
    const std::size_t size = std::min(room.size(), left_);
    if (size == 0) return give_rest(room);
    left_ -= size;
    std::memset(room.data(), 'x', size);
    return asyncio::Attempt::moved(size);
  }

 private:
  asyncio::Attempt give_rest(std::span<std::byte> room) noexcept {
    if (rest_.empty()) return asyncio::Attempt::end();
    room.front() = static_cast<std::byte>(rest_.front());
    rest_.remove_prefix(1);
    return asyncio::Attempt::moved(1);
  }

  std::size_t left_;
  std::string_view rest_ = "\nnext\n";
};

void skip_line_of(std::size_t length) {
  EXPECT_EQ(played([length]() -> Coro<> {
              LongLine device(length);
              BufferedReader<4096> reader(device);
              const std::size_t used = asyncio::FramePool::current().used();
              say(co_await error_of(reader.readline()), reader.available());
              say(co_await reader.skip_line(), shown(co_await reader.readline()));
              say(asyncio::FramePool::current().used() == used, reader.at_eof());
            }),
            "LimitOverrunError 4096 1 'next.' 1 0 ok");
}

TEST(StreamReader, SkipsALineThatIsMuchLongerThanItsBuffer) { skip_line_of(1'000'000); }

// In one build.
#if UASYNCIO_EXCEPTIONS && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__)
TEST(StreamReader, SkipsALineOfAGigabyteInItsBuffer) { skip_line_of(1'000'000'000); }
#endif

TEST(StreamReader, ADelimiterIsFoundHoweverItIsSplit) {
  const std::string text = "ab\r\r\n\r\n\r\nrest";
  for (std::size_t first = 0; first <= text.size(); ++first) {
    for (std::size_t second = first; second <= text.size(); ++second) {
      const std::string got = played([&]() -> Coro<> {
        ReaderPipe pipe;
        put(pipe.right, text.substr(0, first));
        const std::string middle = text.substr(first, second - first);
        asyncio::create_task(put_later(&pipe.right, middle, 1));
        asyncio::create_task(put_later(&pipe.right, text.substr(second), 2));
        std::string record(co_await pipe.reader.readuntil("\r\n\r\n"));
        say(record == "ab\r\r\n\r\n");
        co_await asyncio::sleep_ms(5);
        say(co_await pipe.reader.skip_until("\n"), co_await pipe.reader.readexactly(4));
      });
      EXPECT_EQ(got, "1 1 rest ok") << first << ' ' << second;
    }
  }
}

TEST(StreamReader, AnImpossibleDelimiterIsAValueError) {
  EXPECT_EQ(played([]() -> Coro<> {
              ReaderPipe pipe;
              auto long_one = co_await asyncio::as_result(pipe.reader.readuntil("12345"));
              auto empty = co_await asyncio::as_result(pipe.reader.readuntil(""));
              say(long_one.error().name(), empty.error().name());
            }),
            "ValueError ValueError ok");
}

TEST(StreamReader, UntilTheEndIsBounded) {
  EXPECT_EQ(played([]() -> Coro<> {
              ReaderPipe pipe;
              put(pipe.right, "0123456789");
              asyncio::create_task(end_later(&pipe.right, 3));
              say(shown(co_await pipe.reader.read_until_eof()), now_ms());
              ReaderPipe full;
              put(full.right, "0123456789abcdefgh");
              auto result = co_await asyncio::as_result(full.reader.read_until_eof());
              say(result.error().name(), shown(co_await full.reader.read()));
            }),
            "'0123456789' 3 LimitOverrunError '0123456789abcdef' ok");
}

TEST(StreamReader, WhatJustFillsTheBufferIsNotTooMuch) {
  EXPECT_EQ(played([]() -> Coro<> {
              ReaderPipe all, line, known;
              put(all.right, "0123456789abcdef");
              asyncio::create_task(end_later(&all.right, 3));
              say(shown(co_await all.reader.read_until_eof()), now_ms());
              put(line.right, "0123456789abcdef");
              asyncio::create_task(end_later(&line.right, 3));
              say(shown(co_await line.reader.readline()), now_ms());
              put(known.right, "0123456789abcdef");
              (void)known.right.finish_writing();
              say(shown(co_await known.reader.peek(16)));
              say(shown(co_await known.reader.read_until_eof()), known.reader.at_eof());
            }),
            "'0123456789abcdef' 3 '0123456789abcdef' 6 '0123456789abcdef' "
            "'0123456789abcdef' 1 ok");
}

// The byte that shows that there is more has been read by then.
TEST(StreamReader, WhatIsBeyondAFullBufferComesNextInEveryWay) {
  const auto after_overrun = [](auto read) {
    return played([&]() -> Coro<> {
      ReaderPipe pipe;
      put(pipe.right, "0123456789abcdef");
      asyncio::create_task(put_later(&pipe.right, "gh\nend", 2));
      say(co_await error_of(pipe.reader.read_until_eof()), now_ms());
      say(co_await error_of(asyncio::wait_for_ms(pipe.reader.readline(), 1)), now_ms());
      co_await read(pipe.reader);
      say(shown(co_await pipe.reader.readline()), shown(co_await pipe.reader.read()));
    });
  };
  const std::string overrun = "LimitOverrunError 2 LimitOverrunError 2 ";
  EXPECT_EQ(after_overrun([](StreamReader& reader) -> Coro<> {
              say(shown(co_await reader.readexactly(16)), reader.at_eof());
            }),
            overrun + "'0123456789abcdef' 0 'gh.' 'end' ok");
  EXPECT_EQ(after_overrun([](StreamReader& reader) -> Coro<> {
              char memory[17];
              say(co_await reader.readinto(memory), std::string_view(memory + 16, 1));
            }),
            overrun + "17 g 'h.' 'end' ok");
  EXPECT_EQ(after_overrun([](StreamReader& reader) -> Coro<> {
              char memory[18];
              asyncio::Transfer transfer(memory);
              co_await reader.readexactly(transfer);
              say(std::string_view(memory, 18));
            }),
            overrun + "0123456789abcdefgh '.' 'end' ok");
  EXPECT_EQ(after_overrun([](StreamReader& reader) -> Coro<> {
              (void)co_await reader.readexactly(16);
              char memory[16];
              const std::size_t size = co_await reader.readinto(memory);
              say(size, std::string_view(memory, size) == "g");
            }),
            overrun + "1 1 'h.' 'end' ok");
  EXPECT_EQ(after_overrun([](StreamReader& reader) -> Coro<> {
              say(shown(co_await reader.read_until_idle(5)));
            }),
            overrun + "'0123456789abcdef' 'gh.' 'end' ok");
}

TEST(StreamReader, ACancelInFrontOfTheByteThatIsTooMuchLosesNothing) {
  EXPECT_EQ(played([]() -> Coro<> {
              ReaderPipe pipe;
              put(pipe.right, "0123456789abcdef");
              say(co_await error_of(asyncio::wait_for_ms(pipe.reader.readline(), 2)));
              put(pipe.right, "g");
              say(co_await error_of(pipe.reader.readline()), pipe.reader.available());
              pipe.reader.consume(10);
              put(pipe.right, "\n");
              say(shown(co_await pipe.reader.readline()));
            }),
            "TimeoutError LimitOverrunError 16 'abcdefg.' ok");
}

TEST(StreamReader, WithoutABufferCanReadNothingAndSaysSo) {
  EXPECT_EQ(played([]() -> Coro<> {
              MemoryPair<64> pair;
              StreamReader reader(pair.left, std::span<std::byte>());
              put(pair.right, "abc\n");
              say(co_await error_of(reader.read()), co_await error_of(reader.readline()));
              say(co_await error_of(reader.read_until_eof()), reader.at_eof());
              char memory[4];
              say(co_await error_of(reader.readinto(memory)),
                  co_await error_of(reader.skip_line()));
              say(co_await error_of(reader.readuntil('\n')));
              asyncio::Transfer transfer(memory);  // goes past it
              say(co_await error_of(reader.readexactly(transfer)));
            }),
            "ValueError ValueError ValueError 0 ValueError ValueError ValueError no error ok");
}

TEST(StreamReader, ADelimiterThatTheBufferCannotHoldIsAValueErrorAndLosesNothing) {
  EXPECT_EQ(played([]() -> Coro<> {
              MemoryPair<64> pair;
              asyncio::BufferedReader<3> reader(pair.left);
              put(pair.right, "abc\r\n\r\ndef");
              say(co_await error_of(reader.skip_until("\r\n\r\n")));
              say(co_await error_of(reader.readuntil("\r\n\r\n")));
              say(shown(co_await reader.readexactly(3)), co_await reader.skip_until("\n\r\n"));
              say(shown(co_await reader.readexactly(3)));
            }),
            "ValueError ValueError 'abc' 1 'def' ok");
}

TEST(StreamReader, PeekLooksAndConsumeTakes) {
  EXPECT_EQ(played([]() -> Coro<> {
              ReaderPipe pipe;
              put(pipe.right, "abc");
              say(shown(co_await pipe.reader.peek()), pipe.reader.available());
              pipe.reader.consume(1);
              asyncio::create_task(put_later(&pipe.right, "de", 2));
              say(shown(co_await pipe.reader.peek(4)), now_ms());
              pipe.reader.consume(100);
              (void)pipe.right.finish_writing();
              say(shown(co_await pipe.reader.peek(2)));
            }),
            "'abc' 3 'bcde' 2 '' ok");
}

TEST(StreamReader, ReadintoGoesIntoTheCallersMemory) {
  EXPECT_EQ(played([]() -> Coro<> {
              ReaderPipe pipe;
              char memory[40];
              put(pipe.right, "0123456789abcdefghijklmnopqrstuvwxyz");
              say(co_await pipe.reader.readinto(memory), std::string_view(memory, 36));
              asyncio::create_task(put_later(&pipe.right, "later", 2));
              const std::size_t later = co_await pipe.reader.readinto(memory);
              say(later, std::string_view(memory, later));
              put(pipe.right, "xy");
              const std::size_t one = co_await pipe.reader.readinto(std::span(memory, 1));
              say(one, memory[0] == 'x', pipe.reader.available());
              (void)pipe.right.finish_writing();
              say(co_await pipe.reader.readinto(memory), co_await pipe.reader.readinto(memory));
            }),
            "36 0123456789abcdefghijklmnopqrstuvwxyz 5 later 1 1 1 1 0 ok");
}

TEST(StreamReader, ATransferGoesOnAfterATimeOut) {
  EXPECT_EQ(played([]() -> Coro<> {
              ReaderPipe pipe;
              char memory[40];
              asyncio::Transfer transfer(memory);
              put(pipe.right, "0123456789");
              asyncio::create_task(put_later(&pipe.right, "abcdefghijklmnopqrstuvwxyzABCDE", 5));
              say(co_await error_of(asyncio::wait_for_ms(pipe.reader.readexactly(transfer), 2)),
                  transfer.done());
              co_await pipe.reader.readexactly(transfer);
              say(transfer.is_complete(), std::string_view(memory, 40));
              say(shown(co_await pipe.reader.read()));
              (void)pipe.right.finish_writing();
              asyncio::Transfer more(memory);
              say(co_await error_of(pipe.reader.readexactly(more)), more.done());
            }),
            "TimeoutError 10 1 0123456789abcdefghijklmnopqrstuvwxyzABCD 'E' "
            "IncompleteReadError 0 ok");
}

TEST(StreamReader, ASecondReaderFailsAtOnceAndTheFirstGoesOn) {
  EXPECT_EQ(played([]() -> Coro<> {
              ReaderPipe pipe;
              auto first = [](StreamReader* reader) -> Coro<> {
                say(shown(co_await reader->readline()));
              };
              Task<> task = asyncio::create_task(first(&pipe.reader));
              co_await asyncio::sleep_ms(1);
              say(co_await error_of(pipe.reader.read()));
              put(pipe.right, "a\nb");
              co_await asyncio::sleep_ms(0);
              // The first has been woken and may not have run yet: still one at a time.
              co_await task;
              say(shown(co_await pipe.reader.read()));
            }),
            "RuntimeError 'a.' 'b' ok");
}

TEST(StreamReader, ACancelledReadHasTakenNothing) {
  EXPECT_EQ(played([]() -> Coro<> {
              ReaderPipe pipe;
              auto read = [](StreamReader* reader) -> Coro<> { (void)co_await reader->read(); };
              Task<> task = asyncio::create_task(read(&pipe.reader));
              co_await asyncio::sleep_ms(1);
              put(pipe.right, "abc");
              co_await asyncio::cancel_and_wait(task);
              say(shown(co_await pipe.reader.read()));
            }),
            "'abc' ok");
}

TEST(StreamReader, DataBeforeAResetComesFirst) {
  EXPECT_EQ(played([]() -> Coro<> {
              ReaderPipe pipe;
              put(pipe.right, "line\nrest");
              pipe.right.close();
              say(shown(co_await pipe.reader.readline()));
              auto line = co_await asyncio::as_result(pipe.reader.readline());
              say(line.error().name(), line.error().code == ECONNRESET);
              say(shown(co_await pipe.reader.read()));
              auto again = co_await asyncio::as_result(pipe.reader.read());
              say(again.error().code == ECONNRESET);
            }),
            "'line.' OSError 1 'rest' 1 ok");
}

TEST(StreamReader, AFirehoseLetsOthersRun) {
  EXPECT_EQ(played([]() -> Coro<> {
              MemoryPair<1024> pair;
              BufferedReader<1024> reader(pair.left);
              put(pair.right, std::string(1024, 'x'));
              bool has_run = false;
              auto other = [](bool* flag) -> Coro<> {
                *flag = true;
                co_return;
              };
              Task<> task = asyncio::create_task(other(&has_run));
              int reads = 0;
              while (!has_run) {
                (void)co_await reader.read(1);
                ++reads;
              }
              say(reads);
            }),
            "65 ok");
}

TEST(StreamReader, WhatATaskReadsIsNotConsumedMeanwhile) {
  EXPECT_EQ(played([]() -> Coro<> {
              ReaderPipe pipe;
              const auto consume = [](StreamReader* reader, MemoryEnd* end) -> Coro<> {
                co_await asyncio::sleep_ms(1);
                reader->consume(1);
                put(*end, "cd");
              };
              put(pipe.right, "ab");
              Task<> other = asyncio::create_task(consume(&pipe.reader, &pipe.right));
              say(shown(co_await pipe.reader.readexactly(4)));
            }),
            "'abcd' ok");
}

TEST(StreamReader, ASkipThatWasCancelledWhileItLetOthersRunDropsNothing) {
  EXPECT_EQ(played([]() -> Coro<> {
              ReaderPipe pipe;
              put(pipe.right, "abc");
              const auto skip = [](StreamReader* reader) -> Coro<> {
                for (int time = 0; time != 64; ++time) (void)co_await reader->peek();
                (void)co_await reader->skip_line();  // the budget of the step is used up
              };
              Task<> task = asyncio::create_task(skip(&pipe.reader));
              co_await asyncio::sleep_ms(0);
              task.cancel();
              co_await asyncio::sleep_ms(1);
              say(shown(co_await pipe.reader.read()));
            }),
            "'abc' ok");
}

}  // namespace
