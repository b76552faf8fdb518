// SPDX-License-Identifier: MIT
// Connections: open_connection and open_unix_connection. On the host only.
#pragma once

#include "uasyncio/port/config.hpp"

#if UASYNCIO_HOSTED

#include "uasyncio/core/coro.hpp"
#include "uasyncio/stream/network.hpp"
#include "uasyncio/stream/reader.hpp"
#include "uasyncio/stream/writer.hpp"

#include <memory>
#include <new>
#include <string>
#include <tuple>
#include <utility>

namespace uasyncio {

class Resolver;
class TlsContext;
class TlsDevice;

/// How to connect, and the sizes of the buffers in bytes.
struct ConnectOptions {
  std::size_t limit = 64 * 1024;                // the reader's buffer: the longest line
  std::size_t write_limit = 64 * 1024;          // so much can be queued by `write`
  std::uint32_t happy_eyeballs_delay_ms = 250;  // then the next address is tried beside the others
  Resolver* resolver = nullptr;                 // null: numbers and /etc/hosts, see HostsResolver
  Network* network = nullptr;                   // null: that of the loop's port
  SocketOptions socket = {};
  const TlsContext* tls = nullptr;        // talk TLS; must outlive the connection
  const char* tls_server_name = nullptr;  // whose certificate is wanted; null: that of the host
};

namespace detail {

/// Those of a reader and of a writer.
struct Buffers {
  std::span<std::byte> reader;
  std::span<std::byte> writer;
};

/// A device of a network, or TLS over another one, with its reader and writer. Made by
/// `with_buffers`, in one piece of memory with its buffers.
struct ConnectionParts {
  ConnectionParts(Buffers buffers, NetworkDevice its_device,
                  std::unique_ptr<TlsDevice> its_tls) noexcept;
  ~ConnectionParts();
  /// Not told the size: the memory is larger than the object.
  static void operator delete(void* memory) noexcept { ::operator delete(memory); }
  /// What is read and written.
  Device& top() const noexcept;

  NetworkDevice device;  // may be null if there is `tls`
  std::unique_ptr<TlsDevice> tls;
  StreamReader reader;
  StreamWriter writer;
};

/// ConnectionParts, or what derives from it, of these arguments, with its buffers behind it. Null
/// without memory.
template <class Parts, class... Arguments>
std::unique_ptr<Parts> with_buffers(std::size_t limit, std::size_t write_limit,
                                    Arguments&&... arguments) noexcept {
  void* const memory = ::operator new(sizeof(Parts) + limit + write_limit, std::nothrow);
  if (memory == nullptr) return nullptr;
  std::byte* const behind = static_cast<std::byte*>(memory) + sizeof(Parts);
  const Buffers buffers{{behind, limit}, {behind + limit, write_limit}};
  return std::unique_ptr<Parts>(::new (memory)
                                    Parts(buffers, std::forward<Arguments>(arguments)...));
}

}  // namespace detail

/// An open connection: a reader and a writer, and what they stand on. Owns them; destroying it
/// aborts it, `writer().close()` ends it in order. Movable: reader and writer stay where they are.
///   auto [reader, writer] = co_await open_connection("127.0.0.1", 8888);
/// Both names refer to a hidden Connection, which lives as long as they do.
class [[nodiscard]] Connection {
 public:
  Connection() noexcept = default;
  explicit Connection(std::unique_ptr<detail::ConnectionParts> parts) noexcept
      : parts_(std::move(parts)) {}

  explicit operator bool() const noexcept { return parts_ != nullptr; }
  StreamReader& reader() const noexcept { return parts_->reader; }
  StreamWriter& writer() const noexcept { return parts_->writer; }

 private:
  std::unique_ptr<detail::ConnectionParts> parts_;
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

/// Connects to a port of a host: a number, or a name that the resolver knows. Several addresses are
/// tried in the order of RFC 8305, the families in turn: the next one as soon as one has failed,
/// and beside it after the delay; the first that answers is taken. Suspends until then. OSError if
/// none does, with what each of them said, and the code of the first; with `tls` also if there is
/// no handshake, see TlsError. Cancelled, everything is closed. From a task.
[[nodiscard("co_await it: without that nothing is connected")]]
Coro<Connection> open_connection(std::string host, std::uint16_t port, ConnectOptions options = {});
/// The same to a Unix socket: a path, or "@name". Waits while too many others do.
[[nodiscard("co_await it: without that nothing is connected")]]
Coro<Connection> open_unix_connection(std::string path, ConnectOptions options = {});

/// What start_tls is told.
struct StartTlsOptions {
  const char* server_name = nullptr;  // of clients, which must say it: whose certificate is wanted
  std::size_t limit = 64 * 1024;      // of the new buffers, see ConnectOptions
  std::size_t write_limit = 64 * 1024;
};

/// Goes on with TLS on an open stream, as client or server: after STARTTLS, or over a device of
/// your own. Reader and writer are of one device, and must outlive the connection; they are closed
/// from here on (EBADF), the connection has its own. Suspends until the handshake is over.
/// RuntimeError if something is queued or was read ahead: what came before the handshake nobody
/// vouches for. Otherwise fails as open_connection. Cancelled, everything is closed. From a task.
[[nodiscard("co_await it: without that nothing is encrypted")]]
Coro<Connection> start_tls(StreamReader& reader, StreamWriter& writer, const TlsContext& context,
                           StartTlsOptions options = {});

}  // namespace uasyncio

template <>
struct std::tuple_size<uasyncio::Connection> : std::integral_constant<std::size_t, 2> {};
template <>
struct std::tuple_element<0, uasyncio::Connection> {
  using type = uasyncio::StreamReader;
};
template <>
struct std::tuple_element<1, uasyncio::Connection> {
  using type = uasyncio::StreamWriter;
};

#endif
