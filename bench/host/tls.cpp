// SPDX-License-Identifier: MIT
// TLS: what a handshake costs a server, what it costs to send, what an open connection holds, and
// how long other tasks wait for a handshake.
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
  const pid_t client = tls::start_client({server.port(), tls::handshakes + 1});
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
  const pid_t client = tls::start_client({server.port()});
  co_await is_over.wait();
  server.close();
  co_await server.wait_closed();
  tls::end_client(client);
}

/// Without the buffers of reader and writer. The frame pool lies in the heap.
asyncio::Coro<> hold_connections(const asyncio::TlsContext& context) {
  constexpr std::size_t buffer = 64;
  int waiting = 0;
  auto idle = [&](asyncio::StreamReader& reader, asyncio::StreamWriter&) -> asyncio::Coro<> {
    ++waiting;
    (void)co_await reader.read();
  };
  const asyncio::ServerOptions options{.limit = buffer, .write_limit = buffer, .tls = &context};
  asyncio::Server server = co_await asyncio::start_server(idle, "127.0.0.1", 0, options);
  const pid_t first = tls::start_idle_clients(server.port());
  while (waiting != tls::idle_connections) co_await asyncio::sleep_ms(1);
  const double before = tls::heap_bytes();
  const pid_t second = tls::start_idle_clients(server.port());
  while (waiting != 2 * tls::idle_connections) co_await asyncio::sleep_ms(1);
  tls::report_idle(tls::heap_bytes() - before - 2 * buffer * tls::idle_connections);
  tls::stop_client(first);
  tls::stop_client(second);
  asyncio::Loop::running()->set_exception_handler(
      [](asyncio::Loop&, const asyncio::ExceptionContext&) {});  // nobody has said goodbye
  server.close();
  co_await server.wait_closed();
}

// --- Steps --------------------------------------------------------------------------------------

/// An engine, with a watch at its handshake.
class Timed final : public asyncio::TlsEngine {
 public:
  Timed(std::unique_ptr<asyncio::TlsEngine> engine, tls::Steps& steps)
      : engine_(std::move(engine)), steps_(&steps) {}

  asyncio::Attempt handshake() noexcept override {
    return steps_->time([this] { return engine_->handshake(); });
  }
  asyncio::Attempt try_read(std::span<std::byte> room) noexcept override {
    return engine_->try_read(room);
  }
  asyncio::Attempt try_write(std::span<const std::byte> bytes) noexcept override {
    return engine_->try_write(bytes);
  }
  asyncio::Attempt finish_writing() noexcept override { return engine_->finish_writing(); }
  asyncio::Attempt flush() noexcept override { return engine_->flush(); }
  asyncio::Error error() const noexcept override { return engine_->error(); }
  std::string_view extra_info(std::string_view name, std::span<char> room) noexcept override {
    return engine_->extra_info(name, room);
  }

 private:
  std::unique_ptr<asyncio::TlsEngine> engine_;
  tls::Steps* steps_;
};

std::unique_ptr<asyncio::TlsEngine> timed(const asyncio::TlsContext& context,
                                          asyncio::Device& below, tls::Steps& steps) {
  asyncio::Error error;
  return std::make_unique<Timed>(context.engine(below, "example.org", error), steps);
}

/// Between two tasks: each call of an engine is part of one step of the loop.
asyncio::Coro<> time_steps(const asyncio::TlsContext& server) {
  constexpr std::uint32_t limit_ms = 1'000;
  tls::Steps of_server;
  tls::Steps of_client;
  for (int time = 0; time != tls::timed_handshakes; ++time) {
    const std::string trusted = test_certificates::trusted();
    const auto client = asyncio::TlsContext::client({.trusted = trusted.c_str()});
    asyncio::MemoryPair<8 * 1024> below;
    asyncio::TlsDevice left(below.left, timed(client, below.left, of_client));
    asyncio::TlsDevice right(below.right, timed(server, below.right, of_server));
    co_await asyncio::gather(left.handshake(limit_ms), right.handshake(limit_ms));
    of_server.end_handshake();
    of_client.end_handshake();
  }
  tls::report_steps(of_server, of_client);
}

asyncio::Coro<> app() {
  const auto context =
      asyncio::TlsContext::server({.certificate = test_certificates::ordinary().c_str()});
  co_await shake_hands(context);
  co_await send_bulk(context);
  co_await hold_connections(context);
  co_await time_steps(context);
}

}  // namespace

int main(int count, char** words) {
  return tls::run(count, words, [] { asyncio::run(app()); });
}
