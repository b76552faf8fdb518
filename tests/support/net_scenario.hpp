// SPDX-License-Identifier: MIT
// Running a coroutine over the system's sockets, in real time, or over a network in memory, in
// virtual time. Afterwards descriptors, frame pool and heap are as before.
#pragma once

#include "ports/unix/unix_port.hpp"
#include "tests/support/open_descriptors.hpp"
#include "tests/support/scenario.hpp"

#include <gtest/gtest.h>
#include <malloc.h>
#include <string>
#include <uasyncio.hpp>
#include <uasyncio/stream/server.hpp>
#include <uasyncio/testing/sim_network.hpp>
#include <uasyncio/testing/sim_port.hpp>

namespace net_scenario {

namespace asyncio = uasyncio;

/// Of the heap, without the frame pool, which keeps its chunks. Sanitizers have heaps of their own,
/// and look for leaks themselves.
inline std::size_t heap_used() {
  const asyncio::FramePool& pool = asyncio::FramePool::current();
  const struct mallinfo2 heap = mallinfo2();
  const std::size_t all = heap.uordblks + heap.hblkhd;
  return all == 0 ? 0 : all - pool.used() - pool.free_bytes();
}

/// Runs it as the main task of a loop of its own, for a minute at most.
template <class Port, class Body, class... Args>
void play_on(Body body, Args... args) {
  const std::size_t descriptors_before = open_descriptors();
  const std::size_t used_before = asyncio::FramePool::current().used();
  const std::size_t heap_before = heap_used();
  {
    Port port;
    asyncio::Loop loop(port);
    const auto result = loop.run_until_complete(asyncio::wait_for(body(args...), 60));
    EXPECT_TRUE(result.ok()) << result.error().name() << " " << result.error().text();
    loop.close();
  }
  EXPECT_EQ(open_descriptors(), descriptors_before);
  EXPECT_EQ(asyncio::FramePool::current().used(), used_before) << "frames or tasks are left";
  // The C library keeps up to 7 freed blocks of each of 64 sizes up to 1,040 bytes for a thread,
  // and counts them as used. Less than that is for AddressSanitizer to find.
  constexpr std::size_t most_kept = 7 * 64 * 1'040 / 2 + 32'768;
  EXPECT_LE(heap_used(), heap_before + most_kept) << "something is left in the heap";
}

/// In real time.
template <class Body, class... Args>
void play_on_system(Body body, Args... args) {
  play_on<asyncio::UnixPort>(body, args...);
}

/// In virtual time.
template <class Body, class... Args>
void simulate(Body body, Args... args) {
  play_on<asyncio::SimPort>(body, args...);
}

/// That of the simulation that runs.
inline asyncio::testing::SimNetwork& network() {
  return static_cast<asyncio::testing::SimNetwork&>(
      *asyncio::kernel::Scheduler::running()->port().network());
}

using scenario::now_ms;

/// The handler of an echo server.
inline asyncio::Coro<> echo(asyncio::StreamReader& reader, asyncio::StreamWriter& writer) {
  for (;;) {
    const std::string_view text = co_await reader.read();
    if (text.empty()) co_return;
    co_await writer.awrite(text);
  }
}

inline constexpr const char* loopback = "127.0.0.1";

/// What asks and is answered, once.
inline asyncio::Coro<> expect_echo(std::uint16_t port, std::string text) {
  auto [reader, writer] = co_await asyncio::open_connection(loopback, port);
  co_await writer.awrite(text);
  std::string answer(text.size(), '?');
  asyncio::Transfer transfer(answer);
  co_await reader.readexactly(transfer);
  EXPECT_TRUE(answer == text);
  writer.finish_writing();
  const std::string_view rest = co_await reader.read();
  EXPECT_TRUE(rest.empty());
  writer.close();
  co_await writer.wait_closed();
}

}  // namespace net_scenario
