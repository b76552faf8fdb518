// SPDX-License-Identifier: MIT
// Servers: start_server and start_unix_server. On the host only.
#pragma once

#include "uasyncio/port/config.hpp"

#if UASYNCIO_HOSTED

#include "uasyncio/core/invoke.hpp"
#include "uasyncio/stream/connection.hpp"
#include "uasyncio/stream/counted.hpp"

#include <concepts>
#include <string>
#include <utility>

namespace uasyncio {

/// How to listen, and the sizes of each client's buffers in bytes.
struct ServerOptions {
  std::size_t limit = 64 * 1024;  // of each client, see ConnectOptions
  std::size_t write_limit = 64 * 1024;
  Resolver* resolver = nullptr;
  Network* network = nullptr;
  SocketOptions socket = {};
  const TlsContext* tls = nullptr;  // talk TLS with each client; must outlive the last one
};

namespace detail {

/// What a server and its clients share.
class ServerState {
 public:
  virtual ~ServerState() = default;
  virtual Coro<> handle(StreamReader& reader, StreamWriter& writer) = 0;

  unsigned references = 0;
};

using ServerReference = Counted<ServerState>;

}  // namespace detail

/// A server that accepts. Destroying it is `close`. For tasks of one loop. Movable.
///
/// Each client has a task, in which the handler runs. When the handler returns, the connection is
/// closed in order: what is queued goes out, at most for the close limit of the writer. If it
/// fails, the same, and the failure goes to the loop's exception handler: the server goes on. A
/// client that has gone again is passed over. With TLS the handler begins after the handshake; one
/// that fails is reported in the same way. Without descriptors or memory nobody is accepted
/// until a client of this server has gone, or for a second; that is reported once until all who
/// waited have been accepted.
///
/// One that was made empty or moved from serves nobody: it has no clients and no address, what ends
/// something does nothing, and what waits does not suspend.
class [[nodiscard]] Server {
 public:
  Server() noexcept = default;
  /// Takes over what start_server has made.
  explicit Server(detail::ServerReference state) noexcept : state_(std::move(state)) {}
  Server(Server&&) noexcept = default;
  Server& operator=(Server&& other) noexcept {
    std::swap(state_, other.state_);
    return *this;
  }
  ~Server() { close(); }

  /// Suspends until the server is closed. Cancelled, it closes the server. From a task.
  [[nodiscard("co_await it: without that nobody waits")]] Coro<> serve_forever();
  /// Accepts no more. Clients stay. May be called again; as the next two, never suspends.
  void close() noexcept;
  /// Ends the connections of all clients, in order or at once: their reads and writes fail with
  /// OSError (EBADF).
  void close_clients() noexcept { for_each_client(&StreamWriter::close); }
  void abort_clients() noexcept { for_each_client(&StreamWriter::abort); }
  /// Suspends until the server is closed, and the last client has gone. Cancelled, it leaves both
  /// as they are. From a task.
  [[nodiscard("co_await it: without that nobody waits")]] Coro<> wait_closed();

  /// It is not closed: new clients are accepted.
  bool is_serving() const noexcept;
  /// How many clients there are.
  std::size_t clients() const noexcept;
  /// Where it listens; none if it is closed.
  Address address(std::size_t index = 0) const noexcept;
  /// The port of the first address, if 0 was asked for.
  std::uint16_t port() const noexcept { return address().port(); }

 private:
  bool is_empty() const noexcept { return state_.get() == nullptr; }
  void for_each_client(void (StreamWriter::*end)() noexcept) noexcept;

  detail::ServerReference state_;
};

/// What start_server takes: a function `Coro<> (StreamReader&, StreamWriter&)`.
template <class Handler>
concept ClientHandler = std::move_constructible<Handler> &&
                        requires(Handler handler, StreamReader& reader, StreamWriter& writer) {
                          { handler(reader, writer) } -> std::same_as<Coro<>>;
                        };

namespace detail {

/// All but the handler.
class ListeningState : public ServerState {
 public:
  ListeningState() noexcept;
  ~ListeningState() override;

  struct Parts;  // server_state.hpp of src/stream
  Parts& parts() noexcept { return *parts_; }

 private:
  std::unique_ptr<Parts> parts_;
};

template <class Handler>
class HandlerState final : public ListeningState {
 public:
  explicit HandlerState(Handler handler) : handler_(std::move(handler)) {}
  Coro<> handle(StreamReader& reader, StreamWriter& writer) override {
    return handler_(reader, writer);
  }

 private:
  Handler handler_;
};

Coro<Server> serve(ServerReference state, std::string host, std::uint16_t port,
                   ServerOptions options);
Coro<Server> serve_path(ServerReference state, std::string path, ServerOptions options);

}  // namespace detail

/// Listens on a port of all addresses of `host`, of this machine if it is "". Port 0: the system
/// chooses one. `handler` is a function `Coro<> (StreamReader&, StreamWriter&)`, kept until the
/// last client has gone. Suspends while `host` is looked up; cancelled there, nothing listens.
/// OSError if the address is taken, or none of this machine's. From a task.
template <ClientHandler Handler>
[[nodiscard("co_await it: without that nobody listens")]]
Coro<Server> start_server(Handler handler, std::string host, std::uint16_t port,
                          ServerOptions options = {}) {
  return detail::serve(
      detail::ServerReference(new detail::HandlerState<Handler>(std::move(handler))),
      std::move(host), port, options);
}
/// The same on a path, or on "@name" without a file. A socket that an earlier server has left there
/// is removed; while a server has it, that is OSError (EADDRINUSE), as is a file of another kind.
template <ClientHandler Handler>
[[nodiscard("co_await it: without that nobody listens")]]
Coro<Server> start_unix_server(Handler handler, std::string path, ServerOptions options = {}) {
  return detail::serve_path(
      detail::ServerReference(new detail::HandlerState<Handler>(std::move(handler))),
      std::move(path), options);
}

}  // namespace uasyncio

#endif
