// SPDX-License-Identifier: MIT
// What time is it? A time server is asked (SNTP, RFC 4330). On a chip that talks TLS its clock is
// set by it: without the time no certificate is valid.
//   ./run examples/sntp.cpp -- pool.ntp.org
//   ./run --board lm3s6965evb --net examples/sntp.cpp    the same on a chip
#include <array>
#include <chrono>
#include <cstdlib>
#include <uasyncio.hpp>

#if !UASYNCIO_HOSTED
#include <board.hpp>  // a chip's network
#endif

namespace asyncio = uasyncio;
using asyncio::Coro;

namespace sntp {

constexpr std::size_t packet_size = 48;
constexpr std::int64_t second_us = 1'000'000;
constexpr int tries = 3;
constexpr int first_limit_ms = 1'000;  // for an answer, then twice as long
using Packet = std::array<unsigned char, packet_size>;

/// The number of four bytes.
std::uint32_t word(const Packet& packet, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t byte = at; byte != at + 4; ++byte) value = value << 8 | packet[byte];
  return value;
}

// [question]
/// Version 4, of a client. What is said to be its own time is a number that the answer repeats.
Packet question(std::uint32_t number) {
  Packet packet{};
  packet[0] = 4 << 3 | 3;
  for (std::size_t byte = 0; byte != 4; ++byte) {
    packet[40 + byte] = static_cast<unsigned char>(number >> (24 - 8 * byte));
  }
  return packet;
}

/// To this question, of a server that knows the time itself.
bool is_answer(const Packet& packet, std::size_t size, std::uint32_t number) {
  constexpr unsigned of_server = 4;
  constexpr unsigned not_synchronised = 3;
  const bool knows = packet[0] >> 6 != not_synchronised && packet[1] != 0 && packet[1] < 16;
  return size >= packet_size && (packet[0] & 7u) == of_server && knows &&
         word(packet, 24) == number;
}
// [/question]

/// In microseconds since 1970. The seconds are those since 1900, and begin again in 2036.
std::int64_t utc_us(const Packet& answer) {
  constexpr std::int64_t from_1900_to_1970 = 2'208'988'800;
  const std::uint32_t seconds = word(answer, 40);
  const bool has_begun_again = seconds < 0x8000'0000;
  const std::int64_t whole = seconds + (has_begun_again ? std::int64_t{1} << 32 : 0);
  const std::uint64_t fraction = word(answer, 44);
  return (whole - from_1900_to_1970) * second_us +
         static_cast<std::int64_t>(fraction * second_us >> 32);
}

// [ask]
Coro<std::int64_t> answer_to(asyncio::DatagramSocket& socket, std::uint32_t number) {
  Packet packet;
  for (;;) {
    const asyncio::Datagram datagram = co_await socket.receive_from(packet);
    if (is_answer(packet, datagram.size, number)) co_return utc_us(packet);
  }
}

/// UTC in microseconds since 1970, as that server says. Suspends until it has answered.
/// TimeoutError, if it has not at all; otherwise fails as open_datagrams. From a task.
Coro<std::int64_t> ask(const char* host, std::uint16_t port) {
  asyncio::DatagramSocket socket = co_await asyncio::open_datagrams(host, port);
  int limit_ms = first_limit_ms;
  for (int left = tries;; limit_ms *= 2) {
    const auto asked = asyncio::Loop::running()->time();
    const auto number = static_cast<std::uint32_t>(asked);
    co_await socket.send(question(number));
    auto told =
        co_await asyncio::as_result(asyncio::wait_for_ms(answer_to(socket, number), limit_ms));
    const auto way_us = static_cast<std::int64_t>(asyncio::Loop::running()->time() - asked) / 2;
    if (told.ok()) co_return *told + way_us;
    if (--left == 0) co_await asyncio::fail(told.error());
  }
}
// [/ask]

}  // namespace sntp

namespace {

/// "2026-01-02 03:04:05".
std::array<char, 20> as_text(std::int64_t utc_us) {
  using namespace std::chrono;
  const auto instant = sys_seconds(seconds(utc_us / sntp::second_us));
  const auto midnight = floor<days>(instant);
  const year_month_day date(midnight);
  const hh_mm_ss time(instant - midnight);
  std::array<char, 20> text{"0000-00-00 00:00:00"};
  const auto write = [&text](std::size_t end, auto value) {
    for (auto rest = static_cast<unsigned>(value); rest != 0; rest /= 10) {
      text[--end] = static_cast<char>('0' + rest % 10);
    }
  };
  write(4, static_cast<int>(date.year()));
  write(7, static_cast<unsigned>(date.month()));
  write(10, static_cast<unsigned>(date.day()));
  write(13, time.hours().count());
  write(16, time.minutes().count());
  write(19, time.seconds().count());
  return text;
}

// [set]
/// Prints the time, and sets the clock of a chip by it.
Coro<> tell_time(const char* host, std::uint16_t port) {
  auto told = co_await asyncio::as_result(sntp::ask(host, port));
  if (!told.ok()) {
    asyncio::print("no time:", told.error());
    co_return;
  }
#if !UASYNCIO_HOSTED && UASYNCIO_MBEDTLS
  asyncio::mbedtls::set_utc(*told);
#endif
  asyncio::print("it is", as_text(*told).data(), "UTC");
}
// [/set]

}  // namespace

#if UASYNCIO_HOSTED
/// sntp [HOST [PORT]]
int main(int count, char** words) {
  const int port = count > 2 ? std::atoi(words[2]) : 123;
  asyncio::run(tell_time(count > 1 ? words[1] : "127.0.0.1", static_cast<std::uint16_t>(port)));
}
#else
/// Of the servers of the world, by the network of the computer around the emulator.
int main() { asyncio::run(tell_time("pool.ntp.org", 123)); }
#endif
