// SPDX-License-Identifier: MIT
// TLS: what a handshake costs a server, and what it costs to send.
#include "bench/host/tls.hpp"

#include <uasyncio.hpp>

namespace asyncio = uasyncio;

namespace {

/// The first client of all pays for what OpenSSL sets up once.
asyncio::Coro<> shake_hands(const asyncio::TlsContext& context) {
  bench::Times begin;
  long clients = 0;
  asyncio::Event is_over;
  auto greet = [&](asyncio::StreamReader&, asyncio::StreamWriter&) -> asyncio::Coro<> {
    if (clients == 0) begin = bench::now();
    if (clients++ == tls::handshakes) is_over.set();
    co_return;
  };
  const asyncio::ServerOptions options{.tls = &context};
  asyncio::Server server = co_await asyncio::start_server(greet, "127.0.0.1", 0, options);
  const pid_t client = tls::start_client(server.port(), tls::handshakes + 1);
  co_await is_over.wait();
  tls::report_handshakes(bench::now() - begin);
  server.close();
  co_await server.wait_closed();
  tls::end_client(client);
}

asyncio::Coro<> send_bulk(const asyncio::TlsContext& context) {
  asyncio::Event is_over;
  auto feed = [&](asyncio::StreamReader&, asyncio::StreamWriter& writer) -> asyncio::Coro<> {
    static const std::string piece(tls::piece_size, 'x');
    const bench::Times begin = bench::now();
    for (long count = 0; count != tls::pieces; ++count) co_await writer.awrite(piece);
    tls::report_bulk(bench::now() - begin);
    is_over.set();
  };
  const asyncio::ServerOptions options{.tls = &context};
  asyncio::Server server = co_await asyncio::start_server(feed, "127.0.0.1", 0, options);
  const pid_t client = tls::start_client(server.port(), 1);
  co_await is_over.wait();
  server.close();
  co_await server.wait_closed();
  tls::end_client(client);
}

asyncio::Coro<> app() {
  const auto context =
      asyncio::TlsContext::server({.certificate = test_certificates::ordinary().c_str()});
  co_await shake_hands(context);
  co_await send_bulk(context);
}

}  // namespace

int main() { asyncio::run(app()); }
