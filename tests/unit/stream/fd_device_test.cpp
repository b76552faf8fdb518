// SPDX-License-Identifier: MIT
// FdDevice: what is particular to descriptors. The contract of streams over them is in
// tests/conformance/system_streams_test.cpp.
#include "ports/unix/unix_port.hpp"
#include "tests/support/system_pairs.hpp"

#include <cerrno>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <uasyncio/testing/sim_port.hpp>
#include <vector>

namespace asyncio = uasyncio;
using asyncio::Coro;
using asyncio::FdDevice;

namespace {

/// Runs it in a loop over a unix port of its own.
template <class Body, class... Args>
void play_device(Body body, Args... args) {
  asyncio::UnixPort port;
  asyncio::Loop loop(port);
  const auto result = loop.run_until_complete(body(args...));
  EXPECT_TRUE(result.ok()) << result.error().name();
  loop.close();
}

template <class Pair>
struct Streams {
  Pair devices;
  asyncio::BufferedReader<64> reader{devices.right};
  asyncio::BufferedWriter<64> writer{devices.left};
};

TEST(FdDevice, KnowsWhatADescriptorIs) {
  const system_pairs::TcpPair tcp;
  const system_pairs::UnixPair local;
  const system_pairs::PipePair pipe;
  const system_pairs::TerminalPair terminal;
  const FdDevice file(open("/proc/self/status", O_RDONLY));
  EXPECT_EQ(tcp.left.kind(), FdDevice::Kind::tcp);
  EXPECT_EQ(local.left.kind(), FdDevice::Kind::socket);
  EXPECT_EQ(pipe.left.kind(), FdDevice::Kind::pipe);
  EXPECT_EQ(terminal.left.kind(), FdDevice::Kind::terminal);
  EXPECT_EQ(terminal.right.kind(), FdDevice::Kind::terminal);
  EXPECT_EQ(file.kind(), FdDevice::Kind::other);
}

TEST(FdDevice, AFileIsReadToItsEnd) {
  play_device([]() -> Coro<> {
    FdDevice file(open("/proc/self/status", O_RDONLY));
    asyncio::BufferedReader<4096> reader(file);
    const std::string name(co_await reader.readuntil(":"));
    EXPECT_EQ(name, "Name:");
    int lines = 0;
    while (auto line = co_await reader.next()) ++lines;
    EXPECT_GT(lines, 10);
  });
}

TEST(FdDevice, WhatCannotBeReadSaysSo) {
  play_device([]() -> Coro<> {
    FdDevice closed(-1);
    asyncio::BufferedReader<8> reader(closed);
    const auto read = co_await asyncio::as_result(reader.read());
    EXPECT_EQ(read.error(), asyncio::Error::os(EBADF));
    FdDevice folder(open("/", O_RDONLY));
    asyncio::BufferedReader<8> folder_reader(folder);
    const auto listing = co_await asyncio::as_result(folder_reader.read());
    EXPECT_EQ(listing.error(), asyncio::Error::os(EISDIR));
  });
}

TEST(FdDevice, WhatCameBeforeAResetIsReadFirstAndTheResetStays) {
  play_device([]() -> Coro<> {
    Streams<system_pairs::TcpPair> streams;
    // In one wake-up: data, and the reset.
    EXPECT_TRUE(streams.writer.write("last words"));
    streams.writer.abort();
    const std::string words(co_await streams.reader.read());
    EXPECT_EQ(words, "last words");
    asyncio::BufferedWriter<64> answer(streams.devices.right);
    for (int time = 0; time != 3; ++time) {
      const auto read = co_await asyncio::as_result(streams.reader.read());
      EXPECT_EQ(read.error(), asyncio::Error::os(ECONNRESET));
      EXPECT_FALSE(answer.write("x"));  // and the answer's error does not hide it
    }
  });
}

TEST(FdDevice, AWriteThatFindsTheResetFirstDoesNotHideItFromTheReader) {
  play_device([]() -> Coro<> {
    Streams<system_pairs::TcpPair> streams;
    asyncio::BufferedWriter<64> answer(streams.devices.right);
    EXPECT_TRUE(streams.writer.write("data"));
    streams.writer.abort();
    EXPECT_FALSE(answer.write("x"));
    EXPECT_EQ(answer.error(), asyncio::Error::os(ECONNRESET));
    const std::string data(co_await streams.reader.read());
    EXPECT_EQ(data, "data");
    const auto read = co_await asyncio::as_result(streams.reader.read());
    EXPECT_EQ(read.error(), asyncio::Error::os(ECONNRESET));
  });
}

TEST(FdDevice, APeerThatReadsNoMoreMayEndInOrder) {
  play_device([]() -> Coro<> {
    Streams<system_pairs::UnixPair> streams;
    asyncio::BufferedWriter<64> answer(streams.devices.right);
    shutdown(streams.devices.left.fileno(), SHUT_RD);
    EXPECT_FALSE(answer.write("x"));
    EXPECT_EQ(answer.error(), asyncio::Error::os(EPIPE));
    EXPECT_TRUE(streams.writer.write("last"));
    streams.writer.finish_writing();
    const std::string text(co_await streams.reader.read_until_eof());
    EXPECT_EQ(text, "last");
    const std::string_view end = co_await streams.reader.read();
    EXPECT_TRUE(end.empty() && streams.reader.at_eof());
  });
}

TEST(FdDevice, InALoopThatKnowsNoDescriptorsFailsAndSaysSo) {
  system_pairs::PipePair pipe;
  const auto body = [](FdDevice& device) -> Coro<> {
    asyncio::BufferedReader<64> reader(device);
    const auto result = co_await asyncio::as_result(reader.readline());
    EXPECT_EQ(result.error(), asyncio::Error::os(ENOSYS));
  };
  asyncio::SimPort port;
  asyncio::Loop loop(port);
  EXPECT_TRUE(loop.run_until_complete(asyncio::wait_for(body(pipe.right), 1)).ok());
  loop.close();
}

TEST(FdDevice, UrgentDataDoesNotMakeAReaderSleepOnWhatIsThere) {
  play_device([]() -> Coro<> {
    Streams<system_pairs::TcpPair> streams;
    auto writes = [](FdDevice& device) -> Coro<> {
      co_await asyncio::sleep_ms(1);
      const int descriptor = device.fileno();
      EXPECT_EQ(send(descriptor, "before", 6, 0), 6);
      EXPECT_EQ(send(descriptor, "!", 1, MSG_OOB), 1);  // a read stops short in front of it
      EXPECT_EQ(send(descriptor, "behind", 6, 0), 6);
    };
    asyncio::Task<> writer = asyncio::create_task(writes(streams.devices.left));
    const std::string text(co_await streams.reader.readexactly(12));
    EXPECT_EQ(text, "beforebehind");
    co_await writer;
  });
}

TEST(FdDevice, DescriptorsSentAlongDoNotMakeAReaderSleepOnWhatIsThere) {
  play_device([]() -> Coro<> {
    Streams<system_pairs::UnixPair> streams;
    auto writes = [](FdDevice& device) -> Coro<> {
      co_await asyncio::sleep_ms(1);
      char text[] = "first";
      iovec part{text, 5};
      alignas(cmsghdr) static char control[CMSG_SPACE(sizeof(int))];
      msghdr message{};
      message.msg_iov = &part;
      message.msg_iovlen = 1;
      message.msg_control = control;
      message.msg_controllen = sizeof control;
      cmsghdr* const header = CMSG_FIRSTHDR(&message);
      header->cmsg_level = SOL_SOCKET;
      header->cmsg_type = SCM_RIGHTS;
      header->cmsg_len = CMSG_LEN(sizeof(int));
      const int descriptor = device.fileno();
      std::memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
      EXPECT_EQ(sendmsg(descriptor, &message, 0), 5);
      EXPECT_EQ(send(descriptor, "second", 6, 0), 6);
    };
    asyncio::Task<> writer = asyncio::create_task(writes(streams.devices.left));
    const std::string text(co_await streams.reader.readexactly(11));
    EXPECT_EQ(text, "firstsecond");
    co_await writer;
  });
}

TEST(FdDevice, ADuplicateOfAClosedDescriptorWakesNobody) {
  play_device([]() -> Coro<> {
    auto pair = std::make_unique<system_pairs::UnixPair>();
    asyncio::BufferedReader<8> reader(pair->right);
    const auto waited = co_await asyncio::as_result(asyncio::wait_for_ms(reader.read(), 1));
    EXPECT_EQ(waited.error(), asyncio::Error::timeout);
    const int copy = dup(pair->right.fileno());
    const int number = pair->right.fileno();
    pair->right.close_and_tell();
    // Its number belongs to a stranger from here on.
    system_pairs::UnixPair stranger;
    EXPECT_TRUE(stranger.left.fileno() == number || stranger.right.fileno() == number);
    asyncio::BufferedReader<8> other(stranger.right);
    asyncio::BufferedWriter<8> writer(pair->left);
    EXPECT_TRUE(writer.write("old"));
    const auto none = co_await asyncio::as_result(asyncio::wait_for_ms(other.read(), 2));
    EXPECT_EQ(none.error(), asyncio::Error::timeout);
    const unsigned wakeups = asyncio::Loop::running()->wakeups();
    co_await asyncio::sleep_ms(3);
    EXPECT_LE(asyncio::Loop::running()->wakeups(), wakeups + 1);
    close(copy);
  });
}

TEST(FdDevice, GoesOnInAnotherLoop) {
  system_pairs::UnixPair pair;
  for (int round = 0; round != 3; ++round) {
    play_device(
        [](system_pairs::UnixPair* ends) -> Coro<> {
          asyncio::BufferedReader<8> reader(ends->right);
          auto writes = [](FdDevice& device) -> Coro<> {
            co_await asyncio::sleep_ms(1);
            EXPECT_EQ(send(device.fileno(), "x", 1, 0), 1);
          };
          asyncio::Task<> writer = asyncio::create_task(writes(ends->left));
          const std::string text(co_await reader.read());
          EXPECT_EQ(text, "x");
          co_await writer;
        },
        &pair);
  }
}

Coro<std::string> read_one(asyncio::StreamReader* reader) {
  co_return std::string(co_await reader->read());
}

TEST(FdDevice, IsForgottenByALoopThatIsStillThere) {
  asyncio::UnixPort ports[2];
  asyncio::Loop first(ports[0]);
  asyncio::Loop second(ports[1]);
  auto pair = std::make_unique<system_pairs::UnixPair>();
  const auto read_late = [](system_pairs::UnixPair* ends) -> Coro<> {
    asyncio::BufferedReader<8> reader(ends->right);
    asyncio::Task<std::string> late = asyncio::create_task(read_one(&reader));
    co_await asyncio::sleep_ms(1);
    EXPECT_EQ(send(ends->left.fileno(), "x", 1, 0), 1);
    const std::string text = co_await late;
    EXPECT_EQ(text, "x");
  };
  EXPECT_TRUE(first.run_until_complete(read_late(pair.get())).ok());
  EXPECT_TRUE(second.run_until_complete(read_late(pair.get())).ok());
  EXPECT_TRUE(first.run_until_complete(read_late(pair.get())).ok());
  pair.reset();  // AddressSanitizer sees who still knows it
}

/// Ten busy tasks, the third of which sends something: how many have a step before it is read.
int steps_before_it_is_read(asyncio::Policy policy) {
  asyncio::UnixPort port;
  asyncio::Loop loop(port, policy);
  system_pairs::UnixPair pair;
  int steps = 0;
  const auto busy = [&](int number) -> Coro<> {
    ++steps;
    if (number == 2) {
      EXPECT_EQ(send(pair.left.fileno(), "x", 1, 0), 1);
    }
    const asyncio::Instant start = port.now();
    while (port.now() - start < asyncio::from_microseconds(200)) {
    }
    co_await asyncio::sleep_ms(0);
  };
  const auto main = [&]() -> Coro<int> {
    asyncio::BufferedReader<8> reader(pair.right);
    for (int number = 0; number != 10; ++number) asyncio::create_task(busy(number));
    (void)co_await reader.read();
    co_return steps;
  };
  return *loop.run_until_complete(main());
}

TEST(FdDevice, IsReadAfterOneStepIfItsLoopPutsInputFirst) {
  EXPECT_EQ(steps_before_it_is_read(asyncio::Policy::io_first), 3);
  EXPECT_EQ(steps_before_it_is_read(asyncio::Policy::round_robin), 10);
}

TEST(FdDevice, APipeWithoutAReaderIsAnErrorAndNotASignal) {
  play_device([]() -> Coro<> {
    Streams<system_pairs::PipePair> streams;
    streams.devices.right.close();
    EXPECT_FALSE(streams.writer.write("x"));
    EXPECT_EQ(streams.writer.error(), asyncio::Error::os(EPIPE));
    co_return co_await asyncio::sleep_ms(0);
  });
}

TEST(FdDevice, AStreamThatHasFinishedIsClosedInOrder) {
  play_device([]() -> Coro<> {
    Streams<system_pairs::PipePair> pipe;
    pipe.writer.finish_writing();
    const std::string_view end = co_await pipe.reader.read();
    EXPECT_TRUE(end.empty());
    pipe.writer.close();
    co_await pipe.writer.wait_closed();

    Streams<system_pairs::TcpPair> tcp;
    asyncio::BufferedWriter<64> answer(tcp.devices.right);
    tcp.writer.finish_writing();
    answer.close();
    co_await asyncio::sleep_ms(1);
    tcp.writer.close();  // both sides have finished
    co_await tcp.writer.wait_closed();
    co_await answer.wait_closed();
  });
}

TEST(ReopenDescriptor, LeavesWhatOthersHaveOpenAsItWas) {
  for (const auto make :
       {&system_pairs::pipe_ends, &system_pairs::terminal_ends, &system_pairs::unix_ends}) {
    const system_pairs::Ends ends = make();
    play_device(
        [](int ours, int peer) -> Coro<> {
          FdDevice device(asyncio::reopen_descriptor(ours));
          asyncio::BufferedReader<8> reader(device);
          auto writes = [](int to) -> Coro<> {
            co_await asyncio::sleep_ms(1);
            EXPECT_EQ(write(to, "text", 4), 4);
          };
          asyncio::Task<> writer = asyncio::create_task(writes(peer));
          const std::string text(co_await reader.read());
          EXPECT_EQ(text, "text");
          co_await writer;
          EXPECT_EQ(fcntl(ours, F_GETFL) & O_NONBLOCK, 0);
        },
        ends.second, ends.first);
    close(ends.first);
    close(ends.second);
  }
  EXPECT_EQ(asyncio::reopen_descriptor(-1), -1);
}

TEST(FdDevice, SaysWhoIsThere) {
  system_pairs::TcpPair tcp;
  char there[64];
  char here[64];
  EXPECT_EQ(tcp.left.extra_info("peername", there), tcp.right.extra_info("sockname", here));
  EXPECT_EQ(tcp.left.extra_info("peername", there).substr(0, 10), "127.0.0.1:");
  EXPECT_EQ(tcp.left.extra_info("colour", there), "");
  system_pairs::PipePair pipe;
  EXPECT_EQ(pipe.left.extra_info("peername", there), "");
}

TEST(FdDevice, IsKnownToBlockOnlyWhileTheRunningLoopWatchesIt) {
  Streams<system_pairs::UnixPair> streams;
  const auto is_known = [&](asyncio::Interest interest) {
    return streams.devices.right.is_known_to_block(interest);
  };
  const auto play = [&]() -> Coro<> {
    EXPECT_FALSE(is_known(asyncio::Interest::read));
    const auto early = co_await asyncio::as_result(asyncio::wait_for_ms(streams.reader.read(), 1));
    EXPECT_EQ(early.error(), asyncio::Error::timeout);
    EXPECT_TRUE(is_known(asyncio::Interest::read));
    EXPECT_FALSE(is_known(asyncio::Interest::write));
    co_await streams.writer.awrite("a");
    const std::string text(co_await streams.reader.read());
    EXPECT_EQ(text, "a");
    EXPECT_FALSE(is_known(asyncio::Interest::read));  // it has not been tried since
    const auto late = co_await asyncio::as_result(asyncio::wait_for_ms(streams.reader.read(), 1));
    EXPECT_EQ(late.error(), asyncio::Error::timeout);
    EXPECT_TRUE(is_known(asyncio::Interest::read));
  };
  play_device(play);
  play_device(play);  // in another loop
  play_device([&]() -> Coro<> {
    const auto early = co_await asyncio::as_result(asyncio::wait_for_ms(streams.reader.read(), 1));
    EXPECT_EQ(early.error(), asyncio::Error::timeout);
    streams.devices.right.close();  // without a word to the reader
    EXPECT_FALSE(is_known(asyncio::Interest::read));
    const auto closed = co_await asyncio::as_result(streams.reader.read());
    EXPECT_EQ(closed.error(), asyncio::Error::os(EBADF));
  });
}

/// How many of 40 streams with news were not read yet when the first task went on with its own.
Coro<int> unread_at_the_first(bool is_another_ready) {
  constexpr int count = 40;
  std::vector<std::unique_ptr<Streams<system_pairs::UnixPair>>> streams;
  int unread = -1;
  auto look_around = [&](asyncio::StreamReader& reader) -> Coro<> {
    (void)co_await reader.readexactly(1);
    if (unread != -1) co_return;
    unread = 0;
    for (const auto& each : streams) {
      int size = 0;
      EXPECT_EQ(ioctl(each->devices.right.fileno(), FIONREAD, &size), 0);
      unread += size;
    }
  };
  std::vector<asyncio::Task<>> readers;
  for (int index = 0; index != count; ++index) {
    streams.push_back(std::make_unique<Streams<system_pairs::UnixPair>>());
    readers.push_back(asyncio::create_task(look_around(streams.back()->reader)));
  }
  co_await asyncio::sleep(0);
  for (const auto& each : streams) EXPECT_EQ(write(each->devices.left.fileno(), "x", 1), 1);
  while (is_another_ready && unread == -1) co_await asyncio::sleep(0);
  for (const asyncio::Task<>& each : readers) co_await each;
  co_return unread;
}

TEST(FdDevice, TheFirstAnswersBeforeTheLastIsReadUnlessOthersAreReady) {
  play_device([]() -> Coro<> {
    const int unread = co_await unread_at_the_first(false);
    EXPECT_GT(unread, 0);
    EXPECT_LT(unread, 40);
    const int unread_beside_another = co_await unread_at_the_first(true);
    EXPECT_EQ(unread_beside_another, 0);
  });
}

}  // namespace
