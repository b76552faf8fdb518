// SPDX-License-Identifier: MIT
// open_connection on a chip with a network: the words of uasyncio/stream/connection.hpp, as far as
// they go there.
#pragma once

#include "ports/lwip/link.hpp"
#include "ports/lwip/resolver.hpp"

#if UASYNCIO_MBEDTLS
#include "ports/mbedtls/chip.hpp"
#endif

#include <tuple>
#include <utility>

namespace uasyncio {

/// How to connect, and the sizes of the buffers in bytes, from the memory of coroutines.
struct ConnectOptions {
  std::size_t limit = 512;        // the reader's buffer: the longest line
  std::size_t write_limit = 512;  // so much can be queued by `write`
  Resolver* resolver = nullptr;   // null: numbers, and the name server of the network
#if UASYNCIO_MBEDTLS
  const TlsContext* tls = nullptr;        // talk TLS; must outlive the connection
  const char* tls_server_name = nullptr;  // whose certificate is wanted; null: that of the host
#endif
};

/// An open connection: a reader and a writer, and what they stand on. Owns them; destroying it
/// aborts it, `writer().close()` ends it in order. Movable: reader and writer stay where they are.
///   auto [reader, writer] = co_await open_connection("10.0.2.2", 8888);
/// Both names refer to a hidden Connection, which lives as long as they do.
class [[nodiscard]] Connection {
 public:
  struct Parts : lwip::InPool, lwip::Link {
    using Link::Link;
  };

  Connection() noexcept = default;
  explicit Connection(Parts* parts) noexcept : parts_(parts) {}
  Connection(Connection&& other) noexcept : parts_(std::exchange(other.parts_, nullptr)) {}
  Connection& operator=(Connection&& other) noexcept {
    std::swap(parts_, other.parts_);
    return *this;
  }
  ~Connection() { delete parts_; }

  explicit operator bool() const noexcept { return parts_ != nullptr; }
  StreamReader& reader() const noexcept { return parts_->reader; }
  StreamWriter& writer() const noexcept { return parts_->writer; }

 private:
  Parts* parts_ = nullptr;
};

/// For `auto [reader, writer]`. From tasks and plain code of the loop's thread.
template <std::size_t index>
auto& get(const Connection& connection) noexcept {
  if constexpr (index == 0) {
    return connection.reader();
  } else {
    return connection.writer();
  }
}

/// Connects to a port of a host, which is a number as "10.0.2.2" or a name, and must live until the
/// await is over. Starts the network if need be, and waits for its address; suspends for the name,
/// and until the host has answered. OSError: what the resolver says; EMFILE, all connections are
/// taken; ECONNREFUSED, ETIMEDOUT and what else TcpDevice says; with `tls`, see TlsError, and
/// TimeoutError; MemoryError. Cancelled, nothing is left open. From a task.
[[nodiscard("co_await it: without that nothing is connected")]]
Coro<Connection> open_connection(const char* host, std::uint16_t port, ConnectOptions options = {});

#if UASYNCIO_MBEDTLS
/// What start_tls is told.
struct StartTlsOptions {
  const char* server_name = nullptr;  // of clients, which must say it: whose certificate is wanted
  std::size_t limit = 512;            // of the new buffers, see ConnectOptions
  std::size_t write_limit = 512;
};

/// Goes on with TLS on an open stream, as client or server: after STARTTLS, or over a device of
/// your own. Reader and writer are of one device, and must outlive the connection; they are closed
/// from here on (EBADF), the connection has its own. Suspends until the handshake is over.
/// RuntimeError if something is queued or was read ahead: what came before the handshake nobody
/// vouches for. Otherwise fails as open_connection. Cancelled, everything is closed. From a task.
[[nodiscard("co_await it: without that nothing is encrypted")]]
Coro<Connection> start_tls(StreamReader& reader, StreamWriter& writer, const TlsContext& context,
                           StartTlsOptions options = {});
#endif

}  // namespace uasyncio

template <>
struct std::tuple_size<uasyncio::Connection> : std::integral_constant<std::size_t, 2> {};
template <std::size_t index>
struct std::tuple_element<index, uasyncio::Connection> {
  using type = std::conditional_t<index == 0, uasyncio::StreamReader, uasyncio::StreamWriter>;
};
