// SPDX-License-Identifier: MIT
#include "tests/support/net_scenario.hpp"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <optional>
#include <uasyncio/stream/pipe.hpp>

using namespace net_scenario;
using asyncio::Coro;
using asyncio::FdDevice;

namespace {

TEST(Pipe, WhatIsWrittenIsReadAndEndsWithTheEnd) {
  play_on_system([]() -> Coro<> {
    asyncio::Pipe pipe;
    asyncio::BufferedReader<64> reader(pipe.read_end);
    asyncio::BufferedWriter<64> writer(pipe.write_end);
    EXPECT_TRUE(writer.write("all of it"));
    writer.close();
    const std::string_view text = co_await reader.read_until_eof();
    EXPECT_EQ(text, "all of it");
  });
}

TEST(Pipe, ToNobodyIsAnErrorAndNotTheEndOfTheProgram) {
  std::signal(SIGPIPE, SIG_DFL);
  play_on_system([]() -> Coro<> {
    asyncio::Pipe pipe;
    pipe.read_end.close();
    asyncio::BufferedWriter<64> writer(pipe.write_end);
    const auto result = co_await asyncio::as_result(writer.awrite("to nobody"));
    EXPECT_EQ(result.error(), asyncio::Error::os(EPIPE));
  });
}

TEST(Pty, IsATerminalForWhoOpensItsName) {
  play_on_system([]() -> Coro<> {
    asyncio::Pty line;
    EXPECT_EQ(line.name().rfind("/dev/pts/", 0), 0u);
    FdDevice other(open(line.name().c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC));
    EXPECT_EQ(other.kind(), FdDevice::Kind::terminal);
    asyncio::BufferedReader<64> ours(line), theirs(other);
    asyncio::BufferedWriter<64> to_them(line), to_us(other);
    EXPECT_TRUE(to_them.write("a \r\n\x03 b"));
    const std::string text(co_await theirs.readexactly(7));
    EXPECT_EQ(text, "a \r\n\x03 b");
    EXPECT_TRUE(to_us.write("back\n"));
    const std::string back(co_await ours.readline());
    EXPECT_EQ(back, "back\n");
    other.close_and_tell();
    const std::string_view end = co_await ours.read();
    EXPECT_TRUE(end.empty());
  });
}

/// A program's standard streams are open files of the shell, too.
TEST(ReopenDescriptor, NeverLeavesTheShellsTerminalNonBlocking) {
  play_on_system([]() -> Coro<> {
    asyncio::Pty line;
    const int shells = open(line.name().c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);
    {
      FdDevice input(asyncio::reopen_descriptor(shells));
      FdDevice output(asyncio::reopen_descriptor(shells));
      asyncio::BufferedReader<64> reader(input);
      asyncio::BufferedWriter<64> writer(output);
      asyncio::BufferedWriter<64> keys(line);
      EXPECT_TRUE(keys.write("typed\n"));
      const std::string text(co_await reader.readline());
      EXPECT_EQ(text, "typed\n");
      EXPECT_TRUE(writer.write("shown"));
      EXPECT_EQ(fcntl(shells, F_GETFL) & O_NONBLOCK, 0);
    }
    EXPECT_EQ(fcntl(shells, F_GETFL) & O_NONBLOCK, 0);
    close(shells);
  });
}

TEST(Pty, AHangUpInTheMiddleOfALineLeavesWhatCame) {
  play_on_system([]() -> Coro<> {
    asyncio::Pty line;
    const int typist = open(line.name().c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);
    asyncio::BufferedReader<64> reader(line);
    asyncio::BufferedWriter<64> writer(line);
    EXPECT_EQ(::write(typist, "half a li", 9), 9);
    close(typist);
    const auto early = co_await asyncio::as_result(reader.readuntil('\n'));
    EXPECT_EQ(early.error(), asyncio::Error::incomplete_read);
    const std::string rest(co_await reader.readline());
    EXPECT_EQ(rest, "half a li");
    const std::string_view end = co_await reader.read();
    EXPECT_TRUE(end.empty() && reader.at_eof());
  });
}

TEST(Pty, AHangUpOfTheMasterEndsWhoReadsAndFailsWhoWrites) {
  play_on_system([]() -> Coro<> {
    std::optional<asyncio::Pty> line(std::in_place);
    FdDevice slave(open(line->name().c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC));
    asyncio::BufferedReader<64> reader(slave);
    asyncio::BufferedWriter<64> writer(slave);
    const auto hang_up = [](std::optional<asyncio::Pty>& its) -> Coro<> {
      its.reset();
      co_return;
    };
    asyncio::Task<> task = asyncio::create_task(hang_up(line));
    const std::string_view end = co_await reader.readline();
    EXPECT_TRUE(end.empty() && reader.at_eof());
    const auto failed = co_await asyncio::as_result(writer.awrite("to nobody"));
    EXPECT_EQ(failed.error(), asyncio::Error::os(EIO));
    co_await task;
  });
}

TEST(ReopenDescriptor, OfWhatIsClosedOrEmptyReadsNothing) {
  play_on_system([]() -> Coro<> {
    EXPECT_EQ(asyncio::reopen_descriptor(-1), -1);
    FdDevice closed(asyncio::reopen_descriptor(-1));
    asyncio::BufferedReader<64> nobody(closed);
    const auto failed = co_await asyncio::as_result(nobody.readline());
    EXPECT_EQ(failed.error(), asyncio::Error::os(EBADF));

    const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    FdDevice empty(asyncio::reopen_descriptor(null));
    close(null);
    asyncio::BufferedReader<64> reader(empty);
    asyncio::BufferedWriter<64> writer(empty);
    const std::string_view end = co_await reader.readline();
    EXPECT_TRUE(end.empty() && reader.at_eof());
    co_await writer.awrite("swallowed");
    writer.close();
    co_await writer.wait_closed();
  });
}

}  // namespace
