// SPDX-License-Identifier: MIT
// Bulk over TCP: how fast a server sends, and what an open connection costs in memory.
#include "bench/host/bulk.hpp"
#include "bench/host/mallocs.hpp"

#include <uasyncio.hpp>

namespace asyncio = uasyncio;

namespace {

asyncio::Coro<> send_bulk() {
  asyncio::Event is_over;
  auto feed = [&](asyncio::StreamReader&, asyncio::StreamWriter& writer) -> asyncio::Coro<> {
    static const std::string piece(bulk::piece_size, 'x');
    bulk::Rate rate;
    for (long count = 0; count != bulk::pieces; ++count) co_await writer.awrite(piece);
    rate.report();
    is_over.set();
  };
  asyncio::Server server = co_await asyncio::start_server(feed, "127.0.0.1", 0);
  const pid_t client = bulk::start_client(server.port());
  co_await is_over.wait();
  bulk::end_client(client);
  server.close();
  co_await server.wait_closed();
}

/// Idle connections: what the program holds for each, without its buffers. The frame pool lies in
/// the heap.
asyncio::Coro<> hold_connections() {
  constexpr int count = 1'000;
  constexpr std::size_t buffer = 64;
  auto idle = [](asyncio::StreamReader& reader, asyncio::StreamWriter&) -> asyncio::Coro<> {
    for (;;) {
      const std::string_view text = co_await reader.read();
      if (text.empty()) co_return;
    }
  };
  const asyncio::ServerOptions options{.limit = buffer, .write_limit = buffer};
  asyncio::Server server = co_await asyncio::start_server(idle, "127.0.0.1", 0, options);
  const pid_t first = bulk::start_idle_clients(server.port(), count);
  while (server.clients() != count) co_await asyncio::sleep_ms(1);
  const double heap_before = bulk::heap_bytes();
  const auto pool_before = static_cast<double>(asyncio::FramePool::current().used());
  const pid_t second = bulk::start_idle_clients(server.port(), count);
  while (server.clients() != 2 * count) co_await asyncio::sleep_ms(1);
  const double pool = static_cast<double>(asyncio::FramePool::current().used()) - pool_before;
  const double heap = bulk::heap_bytes() - heap_before;
  bench::report("idle connection", heap / count - 2 * buffer, "bytes");
  bench::report("idle connection, of that frames", pool / count, "bytes");
  bulk::stop_client(first);
  bulk::stop_client(second);
  server.close();
  co_await server.wait_closed();
}

/// What an echo allocates once it goes.
asyncio::Coro<> count_allocations() {
  constexpr long rounds = 10'000;
  auto echo = [](asyncio::StreamReader& reader, asyncio::StreamWriter& writer) -> asyncio::Coro<> {
    for (;;) {
      const std::string_view text = co_await reader.read();
      if (text.empty()) co_return;
      co_await writer.awrite(text);
    }
  };
  asyncio::Server server = co_await asyncio::start_server(echo, "127.0.0.1", 0);
  auto [reader, writer] = co_await asyncio::open_connection("127.0.0.1", server.port());
  long before = 0;
  for (long round = 0; round != rounds + 10; ++round) {
    if (round == 10) before = bench::mallocs;
    co_await writer.awrite("ping");
    co_await reader.readexactly(4);
  }
  bench::report("echo, a round trip", static_cast<double>(bench::mallocs - before) / rounds,
                "mallocs");
}

}  // namespace

int main() {
  asyncio::run(send_bulk());
  asyncio::run(hold_connections());
  asyncio::run(count_allocations());
}
