// SPDX-License-Identifier: MIT
// start_server on a chip with a network: the words of uasyncio/stream/server.hpp, as far as they
// go there.
#pragma once

#include "uasyncio/core/task.hpp"
#include "uasyncio/stream/counted.hpp"

#include "ports/lwip/link.hpp"
#include "ports/lwip/tcp_listener.hpp"
#if UASYNCIO_MBEDTLS
#include "ports/mbedtls/chip.hpp"
#endif

#include <concepts>
#include <utility>

namespace uasyncio {

/// The sizes of each client's buffers in bytes, from the memory of coroutines.
struct ServerOptions {
  std::size_t limit = 512;        // the longest line
  std::size_t write_limit = 512;  // so much can be queued by `write`
#if UASYNCIO_MBEDTLS
  const TlsContext* tls = nullptr;  // talk TLS; must outlive the server and its clients
#endif
};

/// What start_server takes: a function `Coro<> (StreamReader&, StreamWriter&)`.
template <class Handler>
concept ClientHandler = std::move_constructible<Handler> &&
                        requires(Handler handler, StreamReader& reader, StreamWriter& writer) {
                          { handler(reader, writer) } -> std::same_as<Coro<>>;
                        };

namespace lwip {

/// What a server and its clients share.
class ServerState : public InPool {
 public:
  virtual ~ServerState() = default;
  virtual Coro<> handle(StreamReader& reader, StreamWriter& writer) = 0;

  void close() noexcept;
  void leave() noexcept;

  unsigned references = 0;
  TcpListener listener;
  ServerOptions options;
  Task<> accepting;
  std::size_t clients = 0;
  Event closed{"Server.serve_forever"};
  Event without_clients{"Server.wait_closed"};
#if UASYNCIO_MBEDTLS
  std::size_t engines = 0;  // those of its clients
  std::size_t waiting = 0;  // clients, for one
  Event engine_gone{"memory for TLS"};
#endif
};

using ServerReference = detail::Counted<ServerState>;

template <class Handler>
class HandlerState final : public ServerState {
 public:
  explicit HandlerState(Handler handler) noexcept : handler_(std::move(handler)) {}
  Coro<> handle(StreamReader& reader, StreamWriter& writer) override {
    return handler_(reader, writer);
  }

 private:
  Handler handler_;
};

}  // namespace lwip

/// A server that accepts. Destroying it is `close`. For tasks of one loop. Movable.
///
/// Each client has a task, in which the handler runs. When it returns, the connection is closed in
/// order; if it fails, the same, and the failure goes to the loop's exception handler. There are as
/// many clients at a time as there are connections (UASYNCIO_NET_CONNECTIONS): more of them wait
/// outside, until one has gone. With `tls` the handler begins when the handshake is over; one that
/// fails is reported. A client has memory for TLS from its first byte on; one for which there is
/// none waits for another to go, as long as a handshake may take. While somebody waits so, or all
/// connections are taken, a handshake has five seconds, and so has its first byte. An empty server,
/// or one that was moved from, serves nobody.
class [[nodiscard]] Server {
 public:
  Server() noexcept = default;
  explicit Server(lwip::ServerReference state) noexcept : state_(std::move(state)) {}
  Server(Server&&) noexcept = default;
  Server& operator=(Server&& other) noexcept {
    std::swap(state_, other.state_);
    return *this;
  }
  ~Server() { close(); }

  /// Suspends until the server is closed. Cancelled, it closes the server. From a task.
  [[nodiscard("co_await it: without that nobody waits")]] Coro<> serve_forever();
  /// Accepts no more. Clients stay. May be called again; never suspends.
  void close() noexcept {
    if (state_.get() != nullptr) state_.get()->close();
  }
  /// Suspends until the server is closed, and the last client has gone. From a task.
  [[nodiscard("co_await it: without that nobody waits")]] Coro<> wait_closed();

  /// How many clients there are.
  std::size_t clients() const noexcept {
    return state_.get() == nullptr ? 0 : state_.get()->clients;
  }
  /// Where it listens; 0 if it is closed.
  std::uint16_t port() const noexcept {
    return state_.get() == nullptr ? std::uint16_t{0} : state_.get()->listener.port();
  }

 private:
  lwip::ServerReference state_;
};

namespace lwip {
Coro<Server> serve(ServerReference state, const char* host, std::uint16_t port);
}  // namespace lwip

/// Listens on a port of this chip; `host` is "", its only address. Port 0: one that is free.
/// `handler` is a function `Coro<> (StreamReader&, StreamWriter&)`, kept until the last client has
/// gone. Starts the network if need be, and suspends until it has an address; cancelled there,
/// nothing listens. OSError: EADDRNOTAVAIL, another host; EADDRINUSE; MemoryError. From a task.
template <ClientHandler Handler>
[[nodiscard("co_await it: without that nobody listens")]]
Coro<Server> start_server(Handler handler, const char* host, std::uint16_t port,
                          ServerOptions options = {}) {
  auto* const state = new (std::nothrow) lwip::HandlerState<Handler>(std::move(handler));
  if (state == nullptr) return lwip::serve({}, host, port);
  state->options = options;
  return lwip::serve(lwip::ServerReference(state), host, port);
}

}  // namespace uasyncio
