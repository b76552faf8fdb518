// SPDX-License-Identifier: MIT
// StreamWriter over a pair in memory, in virtual time.
#include "tests/support/scenario.hpp"

#include <cerrno>
#include <memory>
#include <uasyncio/stream/memory_pair.hpp>
#include <uasyncio/stream/reader.hpp>
#include <uasyncio/stream/writer.hpp>

using namespace scenario;
using asyncio::BufferedReader;
using asyncio::BufferedWriter;
using asyncio::Coro;
using asyncio::MemoryPair;
using asyncio::StreamReader;
using asyncio::StreamWriter;
using asyncio::Task;

namespace {

struct WriterPipe : MemoryPair<8> {
  BufferedReader<64> reader{right};
  BufferedReader<64> left_reader{left};
  BufferedWriter<4> writer{left};
};

Coro<> write_all(StreamWriter* writer, std::string text, std::string_view name) {
  const auto result = co_await asyncio::as_result(writer->awrite(text));
  say(name, result ? "wrote" : result.error().name());
}

Coro<std::string> all_of(StreamReader& reader) {
  std::string text;
  for (;;) {
    const std::string_view some = co_await reader.read();
    if (some.empty()) co_return text;
    text += some;
  }
}

TEST(StreamWriter, WriteTakesAllOrNothingAndWhatIsQueuedGoesOutByItself) {
  EXPECT_EQ(played([]() -> Coro<> {
              WriterPipe pipe;
              auto write = [&pipe](std::string_view text) {
                say(pipe.writer.write(text));
                say(pipe.writer.queued());
              };
              write("1234");
              write("56");
              say(pipe.right.incoming());
              write("abcd");  // two go at once
              write("xyz");   // no room for all
              write("yz");
              say(co_await pipe.reader.read());
              say(co_await pipe.reader.read());
              write("more than the queue");
              say(pipe.writer.error().name());
            }),
            "1 0 1 0 6 1 2 0 2 1 4 123456ab cdyz 0 0 no error ok");
}

TEST(StreamWriter, AwriteSendsAnyLengthFromWhereItIs) {
  EXPECT_EQ(played([]() -> Coro<> {
              WriterPipe pipe;
              std::string text;
              for (int i = 0; i != 20; ++i) text += std::to_string(i) + " ";
              asyncio::create_task(write_all(&pipe.writer, text, "all"));
              std::string got(co_await pipe.reader.readexactly(text.size()));
              co_await asyncio::sleep_ms(1);
              say(got == text, pipe.writer.queued());
            }),
            "all wrote 1 0 ok");
}

TEST(StreamWriter, WritelinesGathers) {
  EXPECT_EQ(played([]() -> Coro<> {
              WriterPipe pipe;
              auto writes = [](StreamWriter* writer) -> Coro<> {
                const asyncio::detail::ConstBytes pieces[] = {"one,", "", "two,",
                                                              "and a longer third,", "4"};
                co_await writer->writelines(pieces);
                co_await writer->writelines({});
                writer->finish_writing();
              };
              asyncio::create_task(writes, &pipe.writer);
              say(co_await all_of(pipe.reader));
            }),
            "one,two,and a longer third,4 ok");
}

TEST(StreamWriter, WritersTakeTurnsAndNeverMix) {
  EXPECT_EQ(played([]() -> Coro<> {
              WriterPipe pipe;
              asyncio::create_task(write_all(&pipe.writer, std::string(20, 'a'), "a"));
              asyncio::create_task(write_all(&pipe.writer, std::string(20, 'b'), "b"));
              co_await asyncio::sleep_ms(1);
              say(pipe.writer.write("c"));  // somebody is in the middle
              std::string got(co_await pipe.reader.readexactly(40));
              say(got == std::string(20, 'a') + std::string(20, 'b'));
              co_await asyncio::sleep_ms(1);
            }),
            "0 a wrote b wrote 1 ok");
}

TEST(StreamWriter, ACancelledWriteOfAShortMessageIsWholeOrAbsent) {
  EXPECT_EQ(played([]() -> Coro<> {
              WriterPipe pipe;
              (void)pipe.writer.write("123456");  // no: longer than the queue
              (void)pipe.writer.write("1234");
              (void)pipe.writer.write("56");
              Task<> begun = asyncio::create_task(write_all(&pipe.writer, "ABCD", "begun"));
              Task<> not_begun = asyncio::create_task(write_all(&pipe.writer, "no", "not"));
              co_await asyncio::sleep_ms(1);
              co_await asyncio::cancel_and_wait(not_begun);
              co_await asyncio::cancel_and_wait(begun);
              say(pipe.writer.queued());
              say(co_await pipe.reader.read());
              say(co_await pipe.reader.read());
              say(pipe.writer.write("next"));
              say(co_await pipe.reader.read());
            }),
            "2 123456AB CD 1 next ok");
}

TEST(StreamWriter, CancelledWritelinesAreWholeOrAbsentToo) {
  EXPECT_EQ(played([]() -> Coro<> {
              WriterPipe pipe;
              auto writes = [](StreamWriter* writer) -> Coro<> {
                const asyncio::detail::ConstBytes pieces[] = {"12345", "678", "9", "AB"};
                co_await writer->writelines(pieces);
              };
              Task<> begun = asyncio::create_task(writes, &pipe.writer);
              Task<> not_begun = asyncio::create_task(writes, &pipe.writer);
              co_await asyncio::sleep_ms(1);
              co_await asyncio::cancel_and_wait(not_begun);
              co_await asyncio::cancel_and_wait(begun);
              say(pipe.writer.queued());
              say(co_await pipe.reader.read());
              say(co_await pipe.reader.read());
            }),
            "3 12345678 9AB ok");
}

TEST(StreamWriter, ACancelledWriteThatDoesNotFitTearsTheStream) {
  EXPECT_EQ(played([]() -> Coro<> {
              WriterPipe pipe;
              Task<> begun =
                  asyncio::create_task(write_all(&pipe.writer, std::string(20, 'x'), "begun"));
              Task<> waits = asyncio::create_task(write_all(&pipe.writer, "y", "waits"));
              co_await asyncio::sleep_ms(1);
              co_await asyncio::cancel_and_wait(begun);
              co_await waits;
              say(pipe.writer.write("z"), pipe.writer.error().name());
              say(co_await error_of(pipe.writer.drain()));
            }),
            "waits RuntimeError 0 RuntimeError RuntimeError ok");
}

TEST(StreamWriter, AnyNumberOfTasksMayDrain) {
  EXPECT_EQ(played([]() -> Coro<> {
              WriterPipe pipe;
              (void)pipe.writer.write("12");
              (void)pipe.writer.write("3456");
              (void)pipe.writer.write("7890");
              auto drain = [](StreamWriter* writer, int name) -> Coro<> {
                co_await writer->drain();
                say(name);
              };
              asyncio::create_task(drain, &pipe.writer, 1);
              Task<> cancelled = asyncio::create_task(drain, &pipe.writer, 2);
              asyncio::create_task(drain, &pipe.writer, 3);
              co_await asyncio::sleep_ms(1);
              cancelled.cancel();
              say(co_await pipe.reader.read());
              co_await asyncio::sleep_ms(1);
              say(co_await pipe.reader.read());
            }),
            "12345678 1 3 90 ok");
}

Coro<> write_x(StreamWriter* writer) { co_await writer->awrite("x"); }

TEST(StreamWriter, ADrainEndsWhenTheOnlyWriteBeforeItIsCancelled) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::MemoryPair<4> pair;
              asyncio::BufferedWriter<8> writer(pair.left);
              co_await writer.awrite("full");
              auto drains = [](StreamWriter* its) -> Coro<> {
                co_await its->drain();
                say("drained", now_ms());
              };
              Task<> write = asyncio::create_task(write_x, &writer);
              Task<> drain = asyncio::create_task(drains, &writer);
              co_await asyncio::sleep_ms(2);
              co_await asyncio::cancel_and_wait(write);
              co_await asyncio::sleep_ms(2);
              co_await asyncio::cancel_and_wait(drain);
            }),
            "drained 2 ok");
}

/// Never has room.
class Full final : public asyncio::Device {
 public:
  asyncio::Attempt try_write(std::span<const std::byte>) noexcept override {
    return asyncio::Attempt::would_block();
  }
  asyncio::Attempt finish_writing() noexcept override {
    say("finished");
    return asyncio::Attempt::moved(0);
  }
};

TEST(StreamWriter, AHalfCloseIsSaidWhenTheOnlyWriteBeforeItIsCancelled) {
  EXPECT_EQ(played([]() -> Coro<> {
              Full device;
              asyncio::BufferedWriter<8> writer(device);
              Task<> write = asyncio::create_task(write_x, &writer);
              co_await asyncio::sleep_ms(2);
              writer.finish_writing();
              say("waits");
              co_await asyncio::cancel_and_wait(write);
              co_await asyncio::sleep_ms(2);
            }),
            "waits finished ok");
}

TEST(StreamWriter, ADrainInALoopLetsOthersRun) {
  EXPECT_EQ(played([]() -> Coro<> {
              WriterPipe pipe;
              bool has_run = false;
              auto other = [](bool* flag) -> Coro<> {
                *flag = true;
                co_return;
              };
              Task<> task = asyncio::create_task(other(&has_run));
              while (!has_run) co_await pipe.writer.drain();
              say("ran");
            }),
            "ran ok");
}

TEST(StreamWriter, HalfCloseThenAnAnswer) {
  EXPECT_EQ(played([]() -> Coro<> {
              WriterPipe pipe;
              BufferedWriter<8> answer(pipe.right);
              auto serve = [](WriterPipe* its, StreamWriter* writer) -> Coro<> {
                say(co_await all_of(its->reader));
                co_await writer->awrite("a long answer");
                writer->close();
                co_await writer->wait_closed();
                say("served");
              };
              asyncio::create_task(serve, &pipe, &answer);
              (void)pipe.writer.write("ask");
              pipe.writer.finish_writing();
              say(pipe.writer.write("more"), pipe.writer.error().code == EPIPE);
              say(co_await all_of(pipe.left_reader));
              pipe.writer.close();
              co_await pipe.writer.wait_closed();
              co_await asyncio::sleep_ms(1);
            }),
            "0 1 ask served a long answer ok");
}

TEST(StreamWriter, CloseSendsWhatIsQueuedAndReadsOffSoThatNoResetDestroysIt) {
  EXPECT_EQ(played([]() -> Coro<> {
              WriterPipe pipe;
              (void)pipe.right.try_write(std::as_bytes(std::span("unread")));
              (void)pipe.writer.write("1234");
              (void)pipe.writer.write("5678");
              (void)pipe.writer.write("90");
              pipe.writer.close();
              pipe.writer.close();
              say(pipe.writer.is_closing(), pipe.writer.write("x"),
                  pipe.writer.error().code == EBADF);
              say(co_await all_of(pipe.reader));
              (void)pipe.right.finish_writing();
              co_await pipe.writer.wait_closed();
              say("closed", now_ms());
            }),
            "1 0 1 1234567890 closed 0 ok");
}

TEST(StreamWriter, CloseWakesEverybodyWithAnError) {
  EXPECT_EQ(played([]() -> Coro<> {
              WriterPipe pipe;
              auto reads = [](StreamReader* reader) -> Coro<> {
                auto result = co_await asyncio::as_result(reader->read());
                say("read", result.error().code == EBADF);
              };
              auto drains = [](StreamWriter* writer) -> Coro<> {
                auto result = co_await asyncio::as_result(writer->drain());
                say("drain", result.error().code == EBADF);
              };
              asyncio::create_task(reads, &pipe.left_reader);
              (void)pipe.writer.write("12");
              (void)pipe.writer.write("3456");
              asyncio::create_task(write_all(&pipe.writer, "ABCD", "write"));
              asyncio::create_task(drains, &pipe.writer);
              co_await asyncio::sleep_ms(1);
              pipe.writer.close();
              co_await asyncio::sleep_ms(0);
              auto later = co_await asyncio::as_result(pipe.left_reader.read());
              say("later", later.error().code == EBADF);
              (void)pipe.right.finish_writing();
              say(co_await all_of(pipe.reader));
            }),
            "write OSError drain 1 read 1 later 1 123456ABCD ok");
}

TEST(StreamWriter, ACloseThatCannotEndIsAbortedAtItsLimit) {
  EXPECT_EQ(played([]() -> Coro<> {
              WriterPipe pipe;
              (void)pipe.writer.write("1234");
              (void)pipe.writer.write("5678");
              (void)pipe.writer.write("90");
              pipe.writer.set_close_limit_ms(2'000);
              pipe.writer.close();
              say(co_await error_of(asyncio::wait_for_ms(pipe.writer.wait_closed(), 500)),
                  now_ms());
              say(co_await error_of(pipe.writer.wait_closed()), now_ms());
              say(co_await error_of(pipe.writer.wait_closed()));
            }),
            "TimeoutError 500 TimeoutError 2000 TimeoutError ok");
}

/// A peer that takes everything, and never ends to send.
class Babbler final : public asyncio::Device {
 public:
  asyncio::Attempt try_read(std::span<std::byte> room) noexcept override {
    given += room.size();
    return asyncio::Attempt::moved(room.size());
  }
  asyncio::Attempt try_write(std::span<const std::byte> bytes) noexcept override {
    return asyncio::Attempt::moved(bytes.size());
  }
  asyncio::Attempt finish_writing() noexcept override { return asyncio::Attempt::moved(0); }

  std::size_t given = 0;
};

TEST(StreamWriter, WhatIsReadOffAtACloseIsBoundedAndLetsOthersRun) {
  EXPECT_EQ(played([]() -> Coro<> {
              Babbler device;
              BufferedWriter<64> writer(device);
              writer.close();
              say(writer.is_closing(), device.given);
              co_await asyncio::sleep_ms(0);
              say(device.given);
              co_await writer.wait_closed();
              say(device.given, now_ms());
            }),
            "1 65536 131072 262144 0 ok");
}

TEST(StreamWriter, ACloseInTheMiddleOfALongWriteDoesNotLookLikeAnOrderlyEnd) {
  EXPECT_EQ(played([]() -> Coro<> {
              WriterPipe pipe;
              Task<> begun =
                  asyncio::create_task(write_all(&pipe.writer, std::string(20, 'x'), "begun"));
              co_await asyncio::sleep_ms(1);
              pipe.writer.close();
              co_await begun;
              say(co_await error_of(pipe.writer.wait_closed()));
              say(co_await pipe.reader.read());
              say(co_await code_of(pipe.reader.read()) == ECONNRESET);
            }),
            "begun OSError RuntimeError xxxxxxxx 1 ok");
}

TEST(StreamWriter, ADeviceThatGoesDuringACloseWakesWhoWaitsForIt) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto pipe = std::make_unique<MemoryPair<8>>();
              BufferedWriter<64> writer(pipe->left);
              (void)writer.write("more than there is room for");
              writer.close();
              auto waits = [](StreamWriter* its) -> Coro<> {
                say(co_await code_of(its->wait_closed()) == EBADF, now_ms());
              };
              Task<> task = asyncio::create_task(waits(&writer));
              co_await asyncio::sleep_ms(5);
              pipe.reset();
              co_await task;
            }),
            "1 5 ok");
}

TEST(StreamWriter, ADeviceThatGoesFailsWhoWritesAndWhoDrains) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto pipe = std::make_unique<MemoryPair<8>>();
              BufferedWriter<64> writer(pipe->left);
              (void)writer.write("more than there is room for");
              const auto drains = [](StreamWriter* its) -> Coro<> {
                say(co_await code_of(its->drain()) == EBADF, "drained");
              };
              Task<> waits = asyncio::create_task(drains(&writer));
              Task<> writes = asyncio::create_task(write_all(&writer, "and more", "w:"));
              co_await asyncio::sleep_ms(5);
              pipe.reset();
              co_await waits;
              co_await writes;
            }),
            "w: OSError 1 drained ok");
}

TEST(StreamWriter, AbortResetsThePeer) {
  EXPECT_EQ(played([]() -> Coro<> {
              WriterPipe pipe;
              (void)pipe.writer.write("1234");
              pipe.writer.abort();
              say(co_await pipe.reader.read());
              auto reset = co_await asyncio::as_result(pipe.reader.read());
              say(reset.error().code == ECONNRESET);
              auto closed = co_await asyncio::as_result(pipe.writer.wait_closed());
              say(closed.error().code == EBADF);
            }),
            "1234 1 1 ok");
}

TEST(StreamWriter, AFailedSendShowsEverAfter) {
  EXPECT_EQ(played([]() -> Coro<> {
              WriterPipe pipe;
              (void)pipe.writer.write("1234");
              (void)pipe.writer.write("5678");
              (void)pipe.writer.write("90");
              asyncio::create_task(write_all(&pipe.writer, "x", "waits"));
              co_await asyncio::sleep_ms(1);
              pipe.right.close();
              co_await asyncio::sleep_ms(1);
              say(pipe.writer.write("y"), pipe.writer.error().code == ECONNRESET);
              co_await write_all(&pipe.writer, "z", "later");
              auto drained = co_await asyncio::as_result(pipe.writer.drain());
              say(drained.error().code == ECONNRESET);
              pipe.writer.abort();
              say(pipe.writer.error().code == ECONNRESET);
            }),
            "waits OSError 0 1 later OSError 1 1 ok");
}

TEST(StreamWriter, DestroyingItAbortsAndEndsWhoWrites) {
  EXPECT_EQ(played([]() -> Coro<> {
              MemoryPair<8> pair;
              BufferedReader<8> reader(pair.right);
              BufferedReader<8> other(pair.left);
              auto writer = std::make_unique<BufferedWriter<4>>(pair.left);
              auto writes = [](StreamWriter* its) -> Coro<> {
                Guard guard("~write");
                co_await its->awrite("0123456789");
              };
              Task<> task = asyncio::create_task(writes(writer.get()));
              co_await asyncio::sleep_ms(1);
              writer.reset();
              say(co_await error_of(task));
              say(co_await reader.read());
              auto reset = co_await asyncio::as_result(reader.read());
              auto closed = co_await asyncio::as_result(other.read());
              say(reset.error().code == ECONNRESET, closed.error().code == EBADF);
            }),
            "~write CancelledError 01234567 1 1 ok");
}

}  // namespace
