// SPDX-License-Identifier: MIT
// RingIO: bytes from interrupts to tasks and back, interrupts at any point.
#include "tests/support/scenario.hpp"

#include <array>
#include <memory>
#include <string_view>
#include <uasyncio/threadsafe/ring_io.hpp>

using namespace scenario;
using asyncio::Coro;
using asyncio::RingIO;
using asyncio::Task;

namespace {

template <class Ring>
Coro<> reader(Ring* ring, std::string_view name) {
  Guard guard(name);
  char buffer[8];
  const std::size_t length = co_await ring->read(buffer);
  say(name, "read", std::string_view(buffer, length));
}

TEST(RingIO, TakesAsManyBytesAsItHolds) {
  RingIO<8> ring;
  char buffer[16];
  EXPECT_EQ(ring.write("hello"), 5u);
  EXPECT_EQ(ring.any(), 5u);
  EXPECT_EQ(ring.write(std::string_view("world")), 3u);
  EXPECT_EQ(ring.write("x"), 0u);
  EXPECT_EQ(ring.readinto(std::span(buffer, 6)), 6u);
  EXPECT_EQ(std::string_view(buffer, 6), "hellow");
  EXPECT_EQ(ring.write(std::array<unsigned char, 3>{'1', '2', '3'}), 3u);
  EXPECT_EQ(ring.readinto(buffer), 5u);
  EXPECT_EQ(std::string_view(buffer, 5), "or123");
  EXPECT_EQ(ring.readinto(buffer), 0u);
}

TEST(RingIO, AnInterruptWakesTheReader) {
  EXPECT_EQ(played([]() -> Coro<> {
              RingIO<8> ring;
              sim()->at(5'000, [&ring] { ring.write("abc"); });
              sim()->at(6'000, [&ring] {
                ring.write("d");
                ring.close();
              });
              char buffer[4];
              while (const std::size_t length = co_await ring.read(buffer)) {
                say(std::string_view(buffer, length), now_ms());
              }
              say("end", co_await ring.read(buffer));
            }),
            "abc 5 d 6 end 0 ok");
}

TEST(RingIO, LinesComeWhole) {
  EXPECT_EQ(played([]() -> Coro<> {
              RingIO<8> ring;
              asyncio::create_task(
                  [](RingIO<8>* its) -> Coro<> {
                    co_await its->write_all("one\ntwo two\nabcdefghijk\nrest");
                    its->close();
                  },
                  &ring);
              std::array<std::byte, 9> line;
              while (const std::size_t length = co_await ring.readline(line)) {
                std::string text(reinterpret_cast<const char*>(line.data()), length);
                if (text.back() == '\n') text.back() = '.';
                say(text);
              }
            }),
            "one. two two. abcdefghi jk. rest ok");
}

TEST(RingIO, ReadExactlyWaitsForAllOrFailsAtTheEnd) {
  EXPECT_EQ(played([]() -> Coro<> {
              RingIO<4> ring;
              auto writes = [](RingIO<4>* its) -> Coro<> {
                co_await its->write_all("0123456789");
                its->close();
              };
              asyncio::create_task(writes, &ring);
              char buffer[6];
              co_await ring.read_exactly(buffer);
              say(std::string_view(buffer, 6));
              say(co_await error_of(ring.read_exactly(buffer)));
              say(co_await error_of(ring.write_all("x")));
              say(ring.write("x"));
            }),
            "012345 EOFError EOFError 0 ok");
}

TEST(RingIO, ReadersHaveTheirTurnsInOrder) {
  EXPECT_EQ(played([]() -> Coro<> {
              RingIO<20> ring;
              for (const char* name : {"a", "b", "c"}) asyncio::create_task(reader(&ring, name));
              co_await asyncio::sleep_ms(1);
              ring.write("01234567ABCDEFGHxy");
              co_await asyncio::sleep_ms(1);
            }),
            "a read 01234567 a b read ABCDEFGH b c read xy c ok");
}

TEST(RingIO, ACancelledReaderLosesNoBytesAndItsTurnGoesToTheNext) {
  EXPECT_EQ(played([]() -> Coro<> {
              RingIO<8> ring;
              Task<> first = asyncio::create_task(reader(&ring, "a"));
              asyncio::create_task(reader(&ring, "b"));
              co_await asyncio::sleep_ms(1);
              asyncio::create_task(
                  [](RingIO<8>* its, Task<> task) -> Coro<> {
                    sim()->work_ms(1);
                    its->write("xyz");
                    co_await asyncio::sleep_ms(0);
                    task.cancel();
                  },
                  &ring, first);
              co_await asyncio::sleep_ms(5);
            }),
            "a b read xyz b ok");
}

TEST(RingIO, CloseEndsAllReadersAndFailsWriters) {
  EXPECT_EQ(played([]() -> Coro<> {
              RingIO<2> empty;
              RingIO<2> full;
              full.write("ab");
              asyncio::create_task(reader(&empty, "a"));
              asyncio::create_task(reader(&empty, "b"));
              Task<> writer = asyncio::create_task(
                  [](RingIO<2>* its) -> Coro<> { say(co_await error_of(its->write_all("c"))); },
                  &full);
              co_await asyncio::sleep_ms(1);
              empty.close();
              full.close();
              co_await asyncio::sleep_ms(1);
              char buffer[4];
              say(co_await full.read(buffer));
            }),
            "a read  a EOFError b read  b 2 ok");
}

TEST(RingIO, DestroyedItCancelsWhoWaitsAndWhoWasWoken) {
  EXPECT_EQ(played([]() -> Coro<> {
              auto ring = std::make_unique<RingIO<8>>();
              Task<> woken = asyncio::create_task(reader(ring.get(), "woken"));
              Task<> waiting = asyncio::create_task(reader(ring.get(), "waiting"));
              co_await asyncio::sleep_ms(1);
              ring->write("x");
              ring.reset();
              co_await asyncio::sleep_ms(1);
              say(woken.cancelled(), waiting.cancelled());
            }),
            "woken waiting 1 1 ok");
}

unsigned play_ring_with_interrupt_at(unsigned point) {
  unsigned points = 0;
  played([&]() -> Coro<> {
    RingIO<5> ring;
    std::size_t written = 0;
    std::size_t read = 0;
    auto writes = [](RingIO<5>& its, std::size_t& count) -> Coro<> {
      for (int n = 0; n != 4; ++n) {
        co_await its.write_all("abc");
        count += 3;
      }
    };
    auto reads = [](RingIO<5>& its, std::size_t& count) -> Coro<> {
      char buffer[2];
      while (const std::size_t length = co_await its.read(buffer)) count += length;
    };
    auto consumer = asyncio::create_task(reads, std::ref(ring), std::ref(read));
    auto producer = asyncio::create_task(writes, std::ref(ring), std::ref(written));
    sim()->at_interrupt_point(point, [&] {
      char one[1];
      read += ring.readinto(one);
      written += ring.write("xy");
    });
    co_await producer;
    co_await asyncio::sleep_ms(1);
    points = sim()->interrupt_points();
    sim()->at_interrupt_point(0, nullptr);
    co_await asyncio::sleep_ms(1);
    EXPECT_EQ(read, written) << "interrupt at " << point;
    ring.close();
    co_await asyncio::sleep_ms(1);
    EXPECT_TRUE(consumer.done()) << "interrupt at " << point;
    consumer.cancel();
    co_await asyncio::sleep_ms(0);
  });
  return points;
}

TEST(RingIO, AnInterruptAtAnyPointLosesNothing) {
  const unsigned points = play_ring_with_interrupt_at(1'000'000);
  EXPECT_GT(points, 15u);
  for (unsigned point = 1; point <= points; ++point) play_ring_with_interrupt_at(point);
}

}  // namespace
