// readable and writable on the unix port, over a real pipe.
#include "ports/unix/unix_port.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <uasyncio.hpp>
#include <unistd.h>

namespace asyncio = uasyncio;

TEST(Readiness, ADescriptorWakesItsReadersAndWriters) {
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_NONBLOCK), 0);
  asyncio::UnixPort port;
  asyncio::Loop loop(port);
  auto body = [](int from, int to) -> asyncio::Coro<int> {
    auto reader = [](int descriptor) -> asyncio::Coro<char> {
      co_await asyncio::readable(descriptor);
      char byte = 0;
      EXPECT_EQ(read(descriptor, &byte, 1), 1);
      co_return byte;
    };
    asyncio::Task<char> task = asyncio::create_task(reader(from));
    co_await asyncio::sleep_ms(0);
    co_await asyncio::writable(to);
    EXPECT_EQ(write(to, "x", 1), 1);
    co_return co_await task;
  };
  EXPECT_EQ(*loop.run_until_complete(body(ends[0], ends[1])), 'x');
  close(ends[0]);
  close(ends[1]);
}

TEST(Readiness, ACancelledReaderDoesNotTakeTheWriterAlong) {
  // The original forgets the writer of a stream whose reader is cancelled.
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_NONBLOCK), 0);
  asyncio::UnixPort port;
  asyncio::Loop loop(port);
  auto body = [](int from, int to) -> asyncio::Coro<int> {
    auto wait = [](int descriptor) -> asyncio::Coro<> { co_await asyncio::readable(descriptor); };
    asyncio::Task<> cancelled = asyncio::create_task(wait(from));
    asyncio::Task<> stays = asyncio::create_task(wait(from));
    co_await asyncio::sleep_ms(0);
    co_await asyncio::cancel_and_wait(cancelled);
    EXPECT_EQ(write(to, "x", 1), 1);
    co_await stays;
    co_return 1;
  };
  EXPECT_EQ(*loop.run_until_complete(body(ends[0], ends[1])), 1);
  close(ends[0]);
  close(ends[1]);
}

TEST(Readiness, ABadDescriptorIsAnOSErrorAndAFileIsAlwaysReady) {
  asyncio::UnixPort port;
  asyncio::Loop loop(port);
  const int file = open("/proc/self/status", O_RDONLY);
  auto body = [](int descriptor) -> asyncio::Coro<asyncio::Error> {
    co_await asyncio::readable(descriptor);
    auto bad = co_await asyncio::as_result(asyncio::readable(12345));
    co_return bad.error();
  };
  EXPECT_EQ(*loop.run_until_complete(body(file)), asyncio::Error::os(EBADF));
  close(file);
}
