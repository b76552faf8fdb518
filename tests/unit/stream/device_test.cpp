// SPDX-License-Identifier: MIT
// Device: notifications from interrupts at any point, and what a device must not do.
#include "tests/support/scenario.hpp"

#include <cerrno>
#include <uasyncio/stream/device.hpp>
#include <uasyncio/stream/reader.hpp>
#include <uasyncio/stream/writer.hpp>

using namespace scenario;
using asyncio::Attempt;
using asyncio::Coro;
using asyncio::Task;

namespace {

/// Bytes that an interrupt brings, one place for each.
class Port final : public asyncio::Device {
 public:
  void interrupt(char byte) noexcept {
    bytes_ += byte;
    notify_readable();
  }
  Attempt try_read(std::span<std::byte> room) noexcept override {
    ++tries;
    if (bytes_.empty()) return Attempt::would_block();
    room[0] = static_cast<std::byte>(bytes_[0]);
    bytes_.erase(0, 1);
    return Attempt::moved(1);
  }
  int tries = 0;

 private:
  std::string bytes_;
};

/// Gives all that interrupts have brought, and may be interrupted before it has said so.
class Burst final : public asyncio::Device {
 public:
  void interrupt(char byte) noexcept {
    bytes_ += byte;
    notify_readable();
  }
  Attempt try_read(std::span<std::byte> room) noexcept override {
    ++tries;
    if (bytes_.empty()) return Attempt::would_block();
    const std::size_t size = bytes_.copy(reinterpret_cast<char*>(room.data()), room.size());
    bytes_.erase(0, size);
    const bool is_all = bytes_.empty();
    uasyncio::kernel::interrupt_point();
    return is_all ? Attempt::moved_all(size) : Attempt::moved(size);
  }
  int tries = 0;

 private:
  std::string bytes_;
};

/// A task reads what is there `before` and one byte more, which an interrupt brings at the first
/// point, at the second, and so on. Gives how many points there are.
template <class Kind>
unsigned interrupt_at_each_point(std::string_view before, char late) {
  bool was_reached = true;
  unsigned points = 0;
  while (was_reached) {
    was_reached = false;
    ++points;
    const std::string text = played([&]() -> Coro<> {
      Kind device;
      asyncio::BufferedReader<8> reader(device);
      auto reads = [](asyncio::StreamReader* its, std::size_t count) -> Coro<> {
        const std::string_view bytes = co_await its->readexactly(count);
        say(bytes);
      };
      for (const char byte : before) device.interrupt(byte);
      sim()->at_interrupt_point(points, [&] {
        was_reached = true;
        device.interrupt(late);
      });
      Task<> task = asyncio::create_task(reads(&reader, before.size() + 1));
      co_await asyncio::sleep_ms(10);
      sim()->at_interrupt_point(0, nullptr);
      say(was_reached);
      co_await asyncio::cancel_and_wait(task);
    });
    EXPECT_EQ(text, was_reached ? std::string(before) + late + " 1 ok" : "0 ok") << points;
  }
  return points;
}

TEST(Device, AnInterruptAtAnyPointIsNotLost) {
  EXPECT_GT(interrupt_at_each_point<Port>("", 'x'), 2u);
}

TEST(Device, AnInterruptAtAnyPointOfATryThatLeavesNothingIsNotLost) {
  EXPECT_GT(interrupt_at_each_point<Burst>("x", 'y'), 3u);
}

TEST(Device, ThatSaysThatItLeavesNothingIsTriedOnceForEachBurst) {
  EXPECT_EQ(played([]() -> Coro<> {
              Burst device;
              asyncio::BufferedReader<8> reader(device);
              device.interrupt('a');
              Task<> task = asyncio::create_task(
                  [](asyncio::StreamReader* its) -> Coro<> { (void)co_await its->readline(); },
                  &reader);
              co_await asyncio::sleep_ms(1);
              say(device.tries);
              device.interrupt('b');
              co_await asyncio::sleep_ms(1);
              say(device.tries);
              device.interrupt('\n');
              co_await task;
              say(device.tries);
            }),
            "1 2 3 ok");
}

TEST(Device, SpuriousNotificationsDoNotWakeTheTask) {
  EXPECT_EQ(played([]() -> Coro<> {
              Port device;
              asyncio::BufferedReader<8> reader(device);
              for (int time = 1; time != 10; ++time) {
                sim()->at(static_cast<asyncio::Time>(time) * 1'000,
                          [&device] { device.notify_readable(); });
              }
              sim()->at(20'000, [&device] { device.interrupt('x'); });
              const std::string_view bytes = co_await reader.read();
              say(bytes, now_ms(), device.tries);
            }),
            "x 20 11 ok");
}

TEST(Device, NotificationsThatNobodyWaitsForCostNothing) {
  EXPECT_EQ(played([]() -> Coro<> {
              Port device;
              const auto before = asyncio::Loop::running()->wakeups();
              for (int time = 1; time != 10; ++time) {
                sim()->at(static_cast<asyncio::Time>(time) * 1'000,
                          [&device] { device.interrupt('y'); });
              }
              co_await asyncio::sleep_ms(20);
              say(asyncio::Loop::running()->wakeups() - before);
              asyncio::BufferedReader<16> reader(device);
              const std::string_view bytes = co_await reader.readexactly(9);
              say(bytes);
            }),
            "1 yyyyyyyyy ok");
}

/// Counts what it is told.
struct Counter : asyncio::Listener {
  Counter() noexcept : Listener(&on_news) {}
  static void on_news(Listener& listener, News) noexcept { ++static_cast<Counter&>(listener).told; }
  int told = 0;
};

TEST(Device, WhoWasToldAndHasNotTriedAgainIsNotTold) {
  EXPECT_EQ(played([]() -> Coro<> {
              Port device;
              Counter counter;
              device.listen(asyncio::Interest::read, &counter);
              std::byte room[1];
              EXPECT_TRUE(device.read_or_listen(room).is_would_block());
              for (int time = 0; time != 3; ++time) {
                device.notify_readable();
                co_await asyncio::sleep_ms(1);
              }
              say(counter.told);
              device.listen(asyncio::Interest::read, nullptr);
            }),
            "1 ok");
}

/// Knows how many were told when it was closed.
struct Closable final : asyncio::Device {
  void close() noexcept override { told_before = counter.told; }
  Counter counter;
  int told_before = -1;
};

TEST(Device, WhoWaitsIsToldBeforeItIsClosed) {
  Closable device;
  device.listen(asyncio::Interest::read, &device.counter);
  device.listen(asyncio::Interest::write, &device.counter);
  device.close_and_tell();
  EXPECT_EQ(device.told_before, 2);
}

/// Answers what it must not.
class Liar final : public asyncio::Device {
 public:
  Attempt try_read(std::span<std::byte> room) noexcept override {
    return Attempt::moved(room.size() + 1);
  }
  Attempt try_write(std::span<const std::byte> bytes) noexcept override {
    return Attempt::moved(bytes.size() + 1);
  }
};

TEST(Device, OneThatAnswersMoreThanItWasAskedForHasFailed) {
  EXPECT_EQ(played([]() -> Coro<> {
              Liar device;
              asyncio::BufferedReader<8> reader(device);
              asyncio::BufferedWriter<8> writer(device);
              auto read = co_await asyncio::as_result(reader.read());
              auto write = co_await asyncio::as_result(writer.awrite("x"));
              say(read.error().code == EIO, write.error().code == EIO);
            }),
            "1 1 ok");
}

/// Overrides nothing.
class Nothing final : public asyncio::Device {};

TEST(Device, OneThatDoesNothingHasEndedAndCannotBeWritten) {
  EXPECT_EQ(played([]() -> Coro<> {
              Nothing device;
              asyncio::BufferedReader<8> reader(device);
              asyncio::BufferedWriter<8> writer(device);
              const std::string_view nothing = co_await reader.read();
              say(nothing.empty(), writer.write("x"));
              say(writer.error().code == EBADF);
            }),
            "1 0 1 ok");
}

}  // namespace
