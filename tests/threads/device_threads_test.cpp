// SPDX-License-Identifier: MIT
// A device whose bytes come from a thread and go to another: no notification is lost.
#include "ports/unix/unix_port.hpp"

#include <atomic>
#include <gtest/gtest.h>
#include <thread>
#include <uasyncio.hpp>
#include <uasyncio/stream/reader.hpp>
#include <uasyncio/stream/writer.hpp>

namespace asyncio = uasyncio;
using asyncio::Attempt;
using asyncio::Coro;

namespace {

constexpr unsigned count = 5'000;

std::byte numbered(unsigned number) { return static_cast<std::byte>(number % 251); }

/// Two places, from one thread to another: whoever is faster waits for nearly every byte.
class TwoBytes {
 public:
  bool put(std::byte byte) noexcept {
    const unsigned head = head_.load(std::memory_order_relaxed);
    if (head - tail_.load(std::memory_order_acquire) == std::size(room_)) return false;
    room_[head % std::size(room_)] = byte;
    head_.store(head + 1, std::memory_order_release);
    return true;
  }
  bool take(std::byte& byte) noexcept {
    const unsigned tail = tail_.load(std::memory_order_relaxed);
    if (tail == head_.load(std::memory_order_acquire)) return false;
    byte = room_[tail % std::size(room_)];
    tail_.store(tail + 1, std::memory_order_release);
    return true;
  }

 private:
  std::byte room_[2] = {};
  std::atomic<unsigned> head_{0};
  std::atomic<unsigned> tail_{0};
};

class Line final : public asyncio::Device {
 public:
  Attempt try_read(std::span<std::byte> room) noexcept override {
    return incoming_.take(room[0]) ? Attempt::moved(1) : Attempt::would_block();
  }
  Attempt try_write(std::span<const std::byte> bytes) noexcept override {
    return outgoing_.put(bytes[0]) ? Attempt::moved(1) : Attempt::would_block();
  }

  // In threads, until all is done or nobody wants it any more.

  void bring_all() noexcept {
    for (unsigned number = 0; number != count && !is_over; ++number) {
      while (!incoming_.put(numbered(number)) && !is_over) std::this_thread::yield();
      notify_readable();
    }
  }
  void take_all() noexcept {
    for (unsigned number = 0; number != count && !is_over; ++number) {
      std::byte byte{};
      while (!outgoing_.take(byte) && !is_over) std::this_thread::yield();
      if (byte != numbered(number)) ++wrong;
      notify_writable();
    }
  }
  std::atomic<bool> is_over{false};
  std::atomic<unsigned> wrong{0};

 private:
  TwoBytes incoming_;
  TwoBytes outgoing_;
};

Coro<> read_all(asyncio::StreamReader& reader) {
  for (unsigned number = 0; number != count; ++number) {
    const std::string_view byte = co_await reader.readexactly(1);
    EXPECT_EQ(static_cast<std::byte>(byte[0]), numbered(number));
  }
}

Coro<> write_all(asyncio::StreamWriter& writer) {
  for (unsigned number = 0; number != count; ++number) {
    const std::byte byte = numbered(number);
    co_await writer.awrite(std::span(&byte, 1));
  }
  co_await writer.drain();
}

/// A notification that is lost makes it wait for ever.
Coro<> both_ways(Line& line) {
  asyncio::BufferedReader<8> reader(line);
  asyncio::BufferedWriter<8> writer(line);
  co_await asyncio::wait_for(asyncio::gather(read_all(reader), write_all(writer)), 60);
}

TEST(DeviceThreads, NoNotificationIsLost) {
  asyncio::UnixPort port;
  asyncio::Loop loop(port);
  Line line;
  std::thread brings([&line] { line.bring_all(); });
  std::thread takes([&line] { line.take_all(); });
  const auto result = loop.run_until_complete(both_ways(line));
  EXPECT_TRUE(result.ok()) << result.error().name();
  if (!result.ok()) line.is_over = true;
  brings.join();
  takes.join();
  EXPECT_EQ(line.wrong, 0u);
}

}  // namespace
