// SPDX-License-Identifier: MIT
// readable and writable on the unix port, over a real pipe.
#include "ports/unix/unix_port.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/eventfd.h>
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

TEST(Readiness, TasksThatWaitForAClosedDescriptorFail) {
  asyncio::UnixPort port;
  asyncio::Loop loop(port);
  auto body = []() -> asyncio::Coro<> {
    int ends[2];
    EXPECT_EQ(pipe2(ends, O_NONBLOCK), 0);
    auto wait = [](int descriptor) -> asyncio::Coro<asyncio::Error> {
      const auto result = co_await asyncio::as_result(asyncio::readable(descriptor));
      co_return result.error();
    };
    asyncio::Task<asyncio::Error> told = asyncio::create_task(wait(ends[0]));
    co_await asyncio::sleep_ms(0);
    asyncio::close_descriptor(ends[0]);
    EXPECT_EQ(co_await told, asyncio::Error::os(EBADF));
    close(ends[1]);
  };
  EXPECT_TRUE(loop.run_until_complete(body()).ok());
}

TEST(Readiness, ANumberThatIsUsedAgainIsNotTakenForTheOldOne) {
  asyncio::UnixPort port;
  asyncio::Loop loop(port);
  auto body = []() -> asyncio::Coro<> {
    int before[2];
    int after[2];
    EXPECT_EQ(pipe2(before, O_NONBLOCK), 0);
    auto wait = [](int descriptor) -> asyncio::Coro<asyncio::Error> {
      const auto result = co_await asyncio::as_result(asyncio::readable(descriptor));
      co_return result.error();
    };
    asyncio::Task<asyncio::Error> old_one = asyncio::create_task(wait(before[0]));
    co_await asyncio::sleep_ms(0);
    close(before[0]);  // nobody is told
    close(before[1]);
    EXPECT_EQ(pipe2(after, O_NONBLOCK), 0);
    EXPECT_EQ(after[0], before[0]);
    EXPECT_EQ(write(after[1], "x", 1), 1);
    co_await asyncio::sleep_ms(1);
    EXPECT_FALSE(old_one.done());
    asyncio::Task<asyncio::Error> new_one = asyncio::create_task(wait(after[0]));
    EXPECT_EQ(co_await old_one, asyncio::Error::os(EBADF));
    EXPECT_EQ(co_await new_one, asyncio::Error::none);
    close(after[0]);
    close(after[1]);
  };
  EXPECT_TRUE(loop.run_until_complete(body()).ok());
}

namespace {

/// Closes the other one when it is told, and watches a third under the number of that.
struct UsurpingWatch : asyncio::DescriptorWatch {
  UsurpingWatch(asyncio::Descriptors& its_port, int its_descriptor)
      : asyncio::DescriptorWatch(&on_news), port(&its_port) {
    descriptor = its_descriptor;
  }

  static void on_news(asyncio::DescriptorWatch& watch, unsigned) noexcept {
    auto& self = static_cast<UsurpingWatch&>(watch);
    ++self.told;
    if (self.other == nullptr || self.other->told != 0) return;
    const int number = self.other->descriptor;
    self.port->unwatch(*self.other);
    EXPECT_EQ(dup2(self.third->descriptor, number), number);
    self.third->descriptor = number;
    EXPECT_EQ(self.port->watch(*self.third), 0);
  }

  asyncio::Descriptors* port;
  UsurpingWatch* other = nullptr;
  UsurpingWatch* third = nullptr;
  int told = 0;
};

}  // namespace

TEST(Readiness, NewsOfADescriptorThatIsGoneAreNotThoseOfTheNextOneWithItsNumber) {
  int ends[3][2];
  for (auto& each : ends) ASSERT_EQ(pipe2(each, O_NONBLOCK), 0);
  {
    asyncio::UnixPort port;
    asyncio::Descriptors& descriptors = *static_cast<asyncio::Port&>(port).descriptors();
    UsurpingWatch one(descriptors, ends[0][0]);
    UsurpingWatch two(descriptors, ends[1][0]);
    UsurpingWatch third(descriptors, ends[2][0]);  // has nothing to be read
    one.other = &two;
    two.other = &one;
    one.third = two.third = &third;
    ASSERT_EQ(descriptors.watch(one), 0);
    ASSERT_EQ(descriptors.watch(two), 0);
    ASSERT_EQ(write(ends[0][1], "x", 1), 1);
    ASSERT_EQ(write(ends[1][1], "x", 1), 1);
    port.poll();  // has heard of both
    EXPECT_EQ(one.told + two.told, 1);
    EXPECT_EQ(third.told, 0);
    for (UsurpingWatch* each : {&one, &two, &third}) {
      if (each->watcher != nullptr) descriptors.unwatch(*each);
    }
  }
  for (auto& each : ends) {
    close(each[0]);
    close(each[1]);
  }
}

TEST(Readiness, WhileNothingElseIsReadyAFewAreToldAtATimeAndAllOnce) {
  constexpr int count = 40;
  struct CountedWatch : asyncio::DescriptorWatch {
    CountedWatch() noexcept : DescriptorWatch(&on_told) { descriptor = eventfd(1, EFD_NONBLOCK); }
    ~CountedWatch() { close(descriptor); }
    static void on_told(asyncio::DescriptorWatch& watch, unsigned) noexcept {
      ++static_cast<CountedWatch&>(watch).told;
    }
    int told = 0;
  };
  asyncio::UnixPort port;
  asyncio::Descriptors& descriptors = *static_cast<asyncio::Port&>(port).descriptors();
  std::array<CountedWatch, count> watches;
  for (CountedWatch& each : watches) ASSERT_EQ(descriptors.watch(each), 0);
  const auto told = [&] {
    int sum = 0;
    for (const CountedWatch& each : watches) sum += each.told;
    return sum;
  };
  port.poll_some();
  const int first = told();
  EXPECT_GT(first, 0);
  EXPECT_LT(first, count / 2);
  EXPECT_TRUE(port.needs_look());
  port.begin_look();
  port.poll_some();
  EXPECT_EQ(told(), 2 * first);
  EXPECT_TRUE(port.needs_look());
  port.begin_look();
  port.poll();
  EXPECT_EQ(told(), count);
  EXPECT_FALSE(port.was_woken());
  for (CountedWatch& each : watches) {
    EXPECT_EQ(each.told, 1);
    descriptors.unwatch(each);
  }
}
