// SPDX-License-Identifier: MIT
// StreamReader::read_until_idle over a pair in memory, in virtual time.
#include "tests/support/scenario.hpp"

#include <cerrno>
#include <uasyncio/stream/memory_pair.hpp>
#include <uasyncio/stream/reader.hpp>

using namespace scenario;
using asyncio::Coro;
using asyncio::MemoryEnd;

namespace {

struct SlowPipe : asyncio::MemoryPair<64> {
  asyncio::BufferedReader<16> reader{left};
};

Coro<> put_at(MemoryEnd& end, std::string_view text, int milliseconds) {
  co_await asyncio::sleep_ms(milliseconds);
  EXPECT_TRUE(end.try_write(std::as_bytes(std::span(text))).has_moved());
}

TEST(ReadUntilIdle, GivesAllThatComesWithoutAPauseOnceThereIsOne) {
  EXPECT_EQ(played([]() -> Coro<> {
              SlowPipe pipe;
              auto first = asyncio::create_task(put_at(pipe.right, "one ", 10));
              auto second = asyncio::create_task(put_at(pipe.right, "two ", 12));
              auto third = asyncio::create_task(put_at(pipe.right, "three", 16));
              auto late = asyncio::create_task(put_at(pipe.right, "late", 40));
              say(co_await pipe.reader.read_until_idle(5), now_ms());
              say(co_await pipe.reader.read_until_idle(5ms), now_ms());
            }),
            "one two three 21 late 45 ok");
}

TEST(ReadUntilIdle, WaitsForTheFirstByteAsLongAsItTakes) {
  EXPECT_EQ(played([]() -> Coro<> {
              SlowPipe pipe;
              auto feeder = asyncio::create_task(put_at(pipe.right, "x", 1'000));
              say(co_await pipe.reader.read_until_idle(0), now_ms());
            }),
            "x 1000 ok");
}

TEST(ReadUntilIdle, WhatIsThereAlreadyWaitsForItsPauseToo) {
  EXPECT_EQ(played([]() -> Coro<> {
              SlowPipe pipe;
              co_await put_at(pipe.right, "early", 0);
              say(co_await pipe.reader.peek(), co_await pipe.reader.read_until_idle(3), now_ms());
            }),
            "early early 3 ok");
}

TEST(ReadUntilIdle, AFullBufferIsGivenAtOnce) {
  EXPECT_EQ(played([]() -> Coro<> {
              SlowPipe pipe;
              co_await put_at(pipe.right, "0123456789abcdef and more", 0);
              say(co_await pipe.reader.read_until_idle(50), now_ms());
              say(co_await pipe.reader.read_until_idle(50), now_ms());
            }),
            "0123456789abcdef 0  and more 50 ok");
}

TEST(ReadUntilIdle, TheEndComesAtOnceAfterWhatCameBefore) {
  EXPECT_EQ(played([]() -> Coro<> {
              SlowPipe pipe;
              co_await put_at(pipe.right, "last", 0);
              (void)pipe.right.finish_writing();
              say(co_await pipe.reader.read_until_idle(50), now_ms());
              say((co_await pipe.reader.read_until_idle(50)).size(), now_ms());
            }),
            "last 0 0 0 ok");
}

TEST(ReadUntilIdle, AnErrorIsThatOfTheNextRead) {
  EXPECT_EQ(played([]() -> Coro<> {
              SlowPipe pipe;
              co_await put_at(pipe.right, "last", 0);
              pipe.right.close();
              say(co_await pipe.reader.read_until_idle(50), now_ms());
              say((co_await asyncio::as_result(pipe.reader.read_until_idle(50))).error().code);
            }),
            "last 0 104 ok");
}

TEST(ReadUntilIdle, WhatCameWhileTheLoopWasBusyIsNoPause) {
  EXPECT_EQ(played([]() -> Coro<> {
              SlowPipe pipe;
              const auto work = []() -> Coro<> {
                co_await asyncio::sleep_ms(3);
                sim()->work_ms(7);  // over the time at which the pause would have ended
              };
              EXPECT_TRUE(pipe.right.try_write(std::as_bytes(std::span("a", 1))).has_moved());
              sim()->at(4'000, [&pipe] {
                EXPECT_TRUE(pipe.right.try_write(std::as_bytes(std::span("b", 1))).has_moved());
              });
              auto busy = asyncio::create_task(work());
              say(co_await pipe.reader.read_until_idle(5), now_ms());
            }),
            "ab 15 ok");
}

TEST(ReadUntilIdle, OutOfTimeItHasTakenNothing) {
  EXPECT_EQ(played([]() -> Coro<> {
              SlowPipe pipe;
              co_await put_at(pipe.right, "kept", 0);
              say(co_await error_of(asyncio::wait_for_ms(pipe.reader.read_until_idle(50), 10)));
              say(now_ms());
              say(co_await pipe.reader.read(), now_ms());
            }),
            "TimeoutError 10 kept 10 ok");
}

TEST(ReadUntilIdle, CancelledInThePauseItLeavesNoTimer) {
  EXPECT_EQ(played([]() -> Coro<> {
              SlowPipe pipe;
              co_await put_at(pipe.right, "kept", 0);
              auto task = asyncio::create_task(
                  [](asyncio::StreamReader& reader) -> Coro<> {
                    (void)co_await reader.read_until_idle(50);
                  },
                  std::ref(static_cast<asyncio::StreamReader&>(pipe.reader)));
              co_await asyncio::sleep_ms(1);
              co_await asyncio::cancel_and_wait(task);
              co_await asyncio::sleep_ms(100);
              say(co_await pipe.reader.read(), now_ms());
            }),
            "kept 101 ok");
}

/// Whenever the cancel comes: also when the task had been given the bytes, and had not run yet.
TEST(ReadUntilIdle, CancelledBesideAResetItLeavesWhatCameInFrontOfTheError) {
  EXPECT_EQ(played([]() -> Coro<> {
              for (int turns = 0; turns != 3; ++turns) {
                SlowPipe pipe;
                auto task = asyncio::create_task(
                    [](asyncio::StreamReader& reader) -> Coro<> {
                      (void)co_await reader.read_until_idle(50);
                    },
                    std::ref(static_cast<asyncio::StreamReader&>(pipe.reader)));
                co_await asyncio::sleep_ms(1);
                co_await put_at(pipe.right, "kept", 0);
                pipe.right.close();
                for (int turn = 0; turn != turns; ++turn) co_await asyncio::sleep_ms(0);
                co_await asyncio::cancel_and_wait(task);
                const auto text = co_await asyncio::as_result(pipe.reader.read());
                say(text.ok() ? *text : "nothing");
                if (text.ok()) say(co_await error_of(pipe.reader.read()));
              }
            }),
            "kept OSError kept OSError nothing ok");
}

}  // namespace
