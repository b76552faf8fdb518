// SPDX-License-Identifier: MIT
// A server of a chip: one task that accepts, and one for each client. The state is counted by its
// users, because clients may outlive the Server object.
#include "ports/lwip/server.hpp"

#include "uasyncio/core/catch.hpp"
#include "uasyncio/core/fail.hpp"
#include "uasyncio/core/loop.hpp"
#include "uasyncio/structured/wait_for.hpp"

#include "ports/lwip/event_listener.hpp"

#include <algorithm>
#include <cerrno>

namespace uasyncio {
namespace lwip {

void ServerState::close() noexcept {
  if (closed.is_set()) return;
  accepting.cancel();
  listener.close_and_tell();
  closed.set();
  if (clients == 0) without_clients.set();
}

void ServerState::leave() noexcept {
  if (--clients == 0 && closed.is_set()) without_clients.set();
}

namespace {

void report(const char* message, const Error& error) noexcept {
  Loop& loop = *Loop::running();
  const AnyTask task = current_task();
  loop.call_exception_handler({message, task.name(), task, error});
}

void report_no_memory() noexcept { report("there was no memory for a client", Error::memory); }

void report_end(const Result<void>& end) noexcept {
  if (!end.ok()) report("the handler of a client failed", end.error());
}

/// Counts a client as long as it is there.
struct Presence {
  explicit Presence(ServerState& its_server) noexcept : server(its_server) { ++server.clients; }
  Presence(const Presence&) = delete;
  Presence& operator=(const Presence&) = delete;
  ~Presence() { server.leave(); }
  ServerState& server;
};

Coro<> serve_client(ServerReference state, TcpConnection device) {
  ServerState& server = *state.get();
  const Presence presence(server);
  Link client(std::move(device), server.options.limit, server.options.write_limit);
  if (!client.memory.is_there()) {
    report_no_memory();
    co_return;
  }
  report_end(co_await as_result(server.handle(client.reader, client.writer)));
  client.writer.close();
  (void)co_await as_result(client.writer.wait_closed());
}

#if UASYNCIO_MBEDTLS
/// Counts one that has what TLS needs.
struct EnginePresence {
  explicit EnginePresence(ServerState& its_server) noexcept : server(its_server) {
    ++server.engines;
  }
  EnginePresence(const EnginePresence&) = delete;
  EnginePresence& operator=(const EnginePresence&) = delete;
  ~EnginePresence() {
    --server.engines;
    server.engine_gone.set();
  }
  ServerState& server;
};

/// Counts one that waits for it.
struct Waiting {
  explicit Waiting(ServerState& its_server) noexcept : server(its_server) { ++server.waiting; }
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;
  ~Waiting() { --server.waiting; }
  ServerState& server;
};

/// Waits for what TLS needs, if other clients have it. They will go.
Coro<std::unique_ptr<Secure>> secure(ServerState& server, TcpDevice& device) {
  for (;;) {
    Error error;
    std::unique_ptr<Secure> tls = tls_over(device, *server.options.tls, nullptr, error);
    if (tls != nullptr) co_return std::move(tls);
    const bool can_wait = error == Error::memory && server.engines != 0;
    if (!can_wait) co_await fail(error);
    server.engine_gone.clear();
    const Waiting waiting(server);
    co_await server.engine_gone.wait();
  }
}

void report_handshake(const Error& error) noexcept {
  report("the TLS handshake of a client failed", error);
}

Coro<> hear(TcpDevice& device) {
  Event news("a TLS handshake");
  const EventListener listening(device, Interest::read, news);
  while (!device.has_come_or_listen()) {
    co_await news.wait();
    news.clear();
  }
}

Coro<> hear_in_time(TcpDevice& device, std::uint32_t limit_ms) {
  const Result<void> end = co_await as_result(wait_for_ms(hear(device), limit_ms));
  if (!end.ok()) co_await fail(Error::timeout("the TLS handshake took too long"));
}

/// Waits for a client's first byte, or, with TLS, for its handshake. One that is silent may hold up
/// nobody else for long: he has the place of others, or what they need for TLS.
Coro<> greet(ServerState& server, TcpDevice& device, TlsDevice* tls) {
  constexpr std::uint32_t patience_ms = 5'000;
  std::uint32_t left_ms = server.options.tls->handshake_limit_ms();
  for (;;) {
    const std::uint32_t next_ms = std::min(left_ms, patience_ms);
    Coro<> next = tls == nullptr ? hear_in_time(device, next_ms) : tls->handshake(next_ms);
    const Result<void> end = co_await as_result(std::move(next));
    if (end.ok()) co_return;
    left_ms -= next_ms;
    const bool is_in_the_way = server.waiting != 0 || TcpConnection::are_all_taken();
    const bool is_over = end.error() != Error::timeout || left_ms == 0;
    if (is_over || is_in_the_way) co_await fail(end.error());
  }
}

/// Apart, so that a client without TLS has no place for it.
Coro<> serve_tls_client(ServerReference state, TcpConnection device) {
  ServerState& server = *state.get();
  const Presence presence(server);
  const Result<void> heard = co_await as_result(greet(server, *device, nullptr));
  if (!heard.ok()) {
    report_handshake(heard.error());
    co_return;
  }
  const std::uint32_t limit_ms = server.options.tls->handshake_limit_ms();
  auto tls = co_await as_result(wait_for_ms(secure(server, *device), limit_ms));
  if (!tls.ok()) {
    report_handshake(tls.error());
    co_return;
  }
  const EnginePresence engine(server);
  Link client(std::move(device), std::move(tls).value(), server.options.limit,
              server.options.write_limit);
  if (!client.memory.is_there()) {
    report_no_memory();
    co_return;
  }
  const Result<void> greeted =
      co_await as_result(greet(server, *client.device, &client.tls->device));
  if (!greeted.ok()) {
    report_handshake(greeted.error());
    if (greeted.error() == Error::timeout) client.writer.abort();  // nor does it say its end
  } else {
    report_end(co_await as_result(server.handle(client.reader, client.writer)));
  }
  client.writer.close();
  (void)co_await as_result(client.writer.wait_closed());
}
#endif

/// One for each client.
void create_client(ServerState& server, TcpConnection client) noexcept {
#if UASYNCIO_MBEDTLS
  if (server.options.tls != nullptr) {
    create_task(serve_tls_client(ServerReference(&server), std::move(client)), {.name = "client"});
    return;
  }
#endif
  create_task(serve_client(ServerReference(&server), std::move(client)), {.name = "client"});
}

/// Refers to the state without counting: closing it, which its last user does, ends this task.
Coro<> accept_clients(ServerState& server) {
  Event news("a server's clients");
  const EventListener listening(server.listener, Interest::read, news);
  for (;;) {
    news.clear();
    TcpConnection client = server.listener.accept();
    if (client) {
      create_client(server, std::move(client));
    } else {
      co_await news.wait();
    }
  }
}

/// Closes a server, when what waits for its end is cancelled.
struct Closing {
  explicit Closing(ServerReference its_state) noexcept : state(std::move(its_state)) {}
  Closing(const Closing&) = delete;
  Closing& operator=(const Closing&) = delete;
  ~Closing() { state.get()->close(); }
  ServerReference state;
};

}  // namespace

Coro<Server> serve(ServerReference state, const char* host, std::uint16_t port) {
  if (state.get() == nullptr) co_await fail(Error::memory);
  if (host[0] != '\0') co_await fail(Error::os(EADDRNOTAVAIL, host));
  stack().start();
  co_await stack().wait_for_address();
  const Error error = state.get()->listener.open(port);
  if (error) co_await fail(error);
  state.get()->accepting = create_task(accept_clients(*state.get()), {.name = "Server"});
  if (!state.get()->accepting) co_await fail(Error::memory);
  co_return Server(std::move(state));
}

}  // namespace lwip

Coro<> Server::serve_forever() {
  if (state_.get() == nullptr) co_return;
  const lwip::Closing closing{state_};
  co_await closing.state.get()->closed.wait();
}

Coro<> Server::wait_closed() {
  if (state_.get() == nullptr) co_return;
  const lwip::ServerReference state = state_;
  co_await state.get()->without_clients.wait();
}

}  // namespace uasyncio
