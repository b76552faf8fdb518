// SPDX-License-Identifier: MIT
// The logic of UART streams that all chips share: rings, marks, flow control.
#include "ports/bare_metal/receive_ring.cpp"
#include "ports/bare_metal/uart_stream.cpp"

#include "tests/support/scenario.hpp"
#include "tests/support/simulated_uart.hpp"
#include "tests/support/stream_sentences.hpp"

#include <uasyncio/testing/faulty_device.hpp>

using namespace scenario;
using asyncio::Attempt;
using asyncio::Coro;
using asyncio::Error;
namespace received = uasyncio::bare_metal::received;

static_assert(uasyncio::machine::UART<asyncio::Device> == false);

namespace {

/// What one try gives, as text: bytes, or 'overrun', 'framing', 'parity', 'end', '-'.
std::string tried(asyncio::Device& device, std::size_t most = 100) {
  std::byte room[100];
  const Attempt attempt = device.try_read(std::span(room).first(most));
  if (attempt.is_would_block()) return "-";
  if (attempt.is_end()) return "end";
  if (attempt.has_moved()) return {reinterpret_cast<const char*>(room), attempt.count()};
  switch (attempt.error().code) {
    case EOVERFLOW: return "overrun";
    case EPROTO: return "framing";
    case EBADMSG: return "parity";
    default: return attempt.error().name();
  }
}

std::string all_of(asyncio::Device& device) {
  std::string text;
  for (;;) {
    const std::string piece = tried(device);
    if (piece == "-" || piece == "end") return text + piece;
    text += piece + " ";
  }
}

TEST(UartStream, GivesWhatCameUpToTheEndOfTheRing) {
  SimulatedUart<8> uart;
  EXPECT_EQ(tried(uart), "-");
  uart.arrives("abcde");
  EXPECT_EQ(uart.any(), 5u);
  EXPECT_EQ(tried(uart, 2), "ab");
  EXPECT_EQ(tried(uart), "cde");
  uart.arrives("fghijk");
  EXPECT_EQ(all_of(uart), "fghijk -");  // the ring has turned meanwhile
  EXPECT_EQ(uart.any(), 0u);
}

TEST(UartStream, ErrorsComeOnceInTheirPlaceWithACount) {
  SimulatedUart<32> uart;
  uart.arrives("ab");
  uart.arrives_as('?' | received::framing);
  uart.arrives("cd");
  uart.arrives_as('?' | received::parity);
  uart.arrives_as('?' | received::line_break);
  uart.arrives_as('e' | received::lost_before);
  uart.arrives_as('f' | received::lost_after);
  uart.arrives("g");
  EXPECT_EQ(all_of(uart), "ab framing cd parity framing overrun ef overrun g -");
  EXPECT_EQ(all_of(uart), "-");
  EXPECT_EQ(uart.errors().framing, 2u);
  EXPECT_EQ(uart.errors().parity, 1u);
  EXPECT_EQ(uart.errors().overruns, 2u);
}

TEST(UartStream, AnOverflowIsOneErrorBehindTheLastByteThatWasKept) {
  SimulatedUart<8> uart;
  uart.arrives("0123456789");
  EXPECT_EQ(uart.errors().overruns, 3u);
  EXPECT_EQ(all_of(uart), "0123456 overrun -");
  uart.arrives("abc");
  EXPECT_EQ(all_of(uart), "abc -");
}

TEST(UartStream, AnOverflowThatGoesOnIsStillOne) {
  SimulatedUart<8> uart;
  uart.arrives("0123456789");
  EXPECT_EQ(tried(uart, 1), "0");  // makes room for a byte, but the mark is the last thing
  uart.arrives("ab");
  EXPECT_EQ(tried(uart, 3), "123");
  uart.arrives("xy");
  EXPECT_EQ(all_of(uart), "456 overrun xy -");
  EXPECT_EQ(uart.errors().overruns, 5u);
}

TEST(UartStream, ABadByteWithoutRoomIsAnOverrun) {
  SimulatedUart<4> uart;
  uart.arrives("012");
  uart.arrives_as('?' | received::parity);
  EXPECT_EQ(all_of(uart), "012 overrun -");
  EXPECT_EQ(uart.errors().parity, 1u);
  EXPECT_EQ(uart.errors().overruns, 1u);
}

// Everything that can come, by seed, against a plain list of what should be read.
TEST(UartStream, MarksAndBytesKeepTheirOrderAcrossAllTurnsOfTheRing) {
  SimulatedUart<64> uart;
  std::uint32_t seed = 1;
  auto next = [&](std::uint32_t below) {
    seed = seed * 1'664'525 + 1'013'904'223;
    return (seed >> 16) % below;
  };
  std::string expected, read;
  for (int round = 0; round != 20'000; ++round) {
    const std::uint32_t place = next(10);
    if (uart.any() < 60 && place < 6) {
      const char byte = static_cast<char>('a' + next(26));
      uart.arrives({&byte, 1});
      expected += byte;
    } else if (uart.any() < 60 && place == 6) {
      uart.arrives_as(received::framing);
      expected += 'F';
    } else if (uart.any() < 60 && place == 7) {
      uart.arrives_as(received::parity);
      expected += 'P';
    } else {
      const std::string piece = tried(uart, 1 + next(40));
      read += piece == "framing" ? "F" : piece == "parity" ? "P" : piece == "-" ? "" : piece;
    }
  }
  for (std::string piece = tried(uart); piece != "-"; piece = tried(uart)) {
    read += piece == "framing" ? "F" : piece == "parity" ? "P" : piece;
  }
  EXPECT_EQ(read, expected);
}

TEST(UartStream, AReaderGoesOnAfterAnErrorAndLosesNothingBeforeIt) {
  EXPECT_EQ(played([]() -> Coro<> {
              SimulatedUart<64> uart;
              asyncio::BufferedReader<32> reader(uart);
              uart.arrives("half");
              uart.arrives_as(received::parity);
              uart.arrives("a line\nnext\n");
              auto line = co_await asyncio::as_result(reader.readline());
              say(line.error().code == EBADMSG, reader.available());
              say(co_await reader.readuntil("\n"), co_await reader.readline());
            }),
            "1 4 halfa line\n next\n ok");
}

TEST(UartStream, AWaitingReaderIsWokenByAnError) {
  EXPECT_EQ(played([]() -> Coro<> {
              SimulatedUart<64> uart;
              asyncio::BufferedReader<32> reader(uart);
              auto task = asyncio::create_task(
                  [](SimulatedUart<64>& line) -> Coro<> {
                    co_await asyncio::sleep_ms(5);
                    line.arrives_as(received::framing);
                  },
                  std::ref(uart));
              auto bytes = co_await asyncio::as_result(reader.read());
              say(bytes.error().code == EPROTO, now_ms());
            }),
            "1 5 ok");
}

TEST(UartStream, ABurstIsOneTryAndWhatComesJustBehindItIsNotLost) {
  EXPECT_EQ(played([]() -> Coro<> {
              SimulatedUart<16> uart;
              asyncio::BufferedReader<32> reader(uart);
              asyncio::Task<> task = asyncio::create_task(
                  [](asyncio::StreamReader* its) -> Coro<> {
                    const std::string_view line = co_await its->readline();
                    say(line);
                  },
                  &reader);
              co_await asyncio::sleep_ms(1);
              for (const char* const late : {"d", "ef", "g\n"}) {
                uart.late = late;
                uart.arrives("abc");
                co_await asyncio::sleep_ms(1);
              }
              say(uart.any());
            }),
            "abcdabcefabcg\n 0 ok");
}

TEST(UartStream, SaysWhetherATryHasTakenAllThatIsThere) {
  SimulatedUart<8> uart;
  std::byte room[8];
  uart.arrives("abc");
  EXPECT_FALSE(uart.try_read(std::span(room, 2)).leaves_nothing());
  EXPECT_TRUE(uart.try_read(std::span(room, 1)).leaves_nothing());
  uart.arrives("de");
  uart.arrives_as(received::framing);
  EXPECT_FALSE(uart.try_read(room).leaves_nothing());  // the error is there
  EXPECT_TRUE(uart.try_read(room).has_failed());
  EXPECT_TRUE(uart.try_read(room).leaves_nothing());
}

TEST(UartStream, SendsByInterruptAndTellsWhenThereIsRoom) {
  SimulatedUart<8, 4> uart;
  const std::string_view text = "0123456789";
  EXPECT_EQ(uart.try_write(std::as_bytes(std::span(text))), Attempt::moved(4));
  EXPECT_EQ(uart.hardware.outgoing.size(), 2u);  // as many as the chip takes
  EXPECT_TRUE(uart.hardware.wants_room);
  EXPECT_TRUE(uart.finish_writing().is_would_block());
  uart.hardware.outgoing.clear();
  uart.interrupt();
  EXPECT_FALSE(uart.hardware.wants_room);
  EXPECT_TRUE(uart.finish_writing().is_end());
}

TEST(UartStream, AStreamOverItSendsEverythingBeforeItCloses) {
  EXPECT_EQ(played([]() -> Coro<> {
              SimulatedUart<64, 4> uart;
              asyncio::BufferedWriter<32> writer(uart);
              std::string sent;
              auto task = asyncio::create_task(
                  [](SimulatedUart<64, 4>& line, std::string& text) -> Coro<> {
                    for (;;) {
                      co_await asyncio::sleep_ms(1);
                      while (!line.hardware.outgoing.empty()) {
                        text += line.hardware.outgoing.front();
                        line.hardware.outgoing.pop_front();
                      }
                      line.interrupt();
                    }
                  },
                  std::ref(uart), std::ref(sent));
              co_await writer.awrite("a text longer than the ring");
              writer.close();
              co_await writer.wait_closed();
              co_await asyncio::sleep_ms(5);
              say(sent);
            }),
            "a text longer than the ring ok");
}

TEST(UartStream, WithFlowControlAFullRingHoldsTheOtherSideBack) {
  WiredUarts<4> wire;
  const std::string_view text = "0123456789";
  std::size_t sent = 0;
  std::string read;
  for (int round = 0; round != 30; ++round) {
    const Attempt attempt = sent == text.size()
                                ? Attempt::would_block()
                                : wire.left.try_write(std::as_bytes(std::span(text).subspan(sent)));
    if (attempt.has_moved()) sent += attempt.count();
    if (round % 3 != 2) continue;
    const std::string piece = tried(wire.right, 2);
    if (piece != "-") read += piece;
  }
  EXPECT_EQ(read, text);
  EXPECT_EQ(wire.right.errors().overruns, 0u);
}

template <class Pair>
std::string broken_sentences() {
  return stream_sentences::broken_sentences<Pair>(
      {.has_half_close = false, .tells_of_losses = false});
}

TEST(UartStream, WiredUartsKeepTheContractOfStreams) {
  EXPECT_EQ(broken_sentences<WiredUarts<2>>(), "");
  EXPECT_EQ(broken_sentences<WiredUarts<16>>(), "");
  EXPECT_EQ(broken_sentences<WiredUarts<512>>(), "");
}

std::uint32_t next_seed = 1;

struct LyingUarts {
  WiredUarts<16> wire;
  uasyncio::testing::FaultyDevice left{wire.left, next_seed++};
  uasyncio::testing::FaultyDevice right{wire.right, next_seed++};
};

TEST(UartStream, TheyKeepItBehindDevicesThatLie) {
  for (int round = 0; round != 5; ++round) EXPECT_EQ(broken_sentences<LyingUarts>(), "");
}

}  // namespace
