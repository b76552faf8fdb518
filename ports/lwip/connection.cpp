// SPDX-License-Identifier: MIT
// Connecting from a chip.
#include "ports/lwip/connection.hpp"

#include "uasyncio/core/fail.hpp"

#include "ports/lwip/event_listener.hpp"

#include <cerrno>

namespace uasyncio {
namespace {

/// Gives the connection back if it does not come about.
Coro<> connect(lwip::TcpDevice& device, Address place) {
  Event news("open_connection");
  lwip::EventListener listening(news);
  const Attempt begun = device.connect(place.host(), place.port());
  if (begun.has_failed()) co_await fail(begun.error());
  device.listen(Interest::write, &listening);
  for (;;) {
    news.clear();
    const Attempt attempt = device.finish_connecting();
    if (attempt.has_failed()) co_await fail(attempt.error());
    if (attempt.has_moved()) break;
    co_await news.wait();
  }
  device.listen(Interest::write, nullptr);
}

#if UASYNCIO_MBEDTLS
/// A connection after its handshake with whoever has a certificate for `host`.
Coro<Connection> secure(lwip::TcpConnection device, const char* host, ConnectOptions options) {
  const char* const name = options.tls_server_name == nullptr ? host : options.tls_server_name;
  Error error;
  std::unique_ptr<lwip::Secure> tls = lwip::tls_over(*device, *options.tls, name, error);
  if (tls == nullptr) co_await fail(error);
  auto* const parts = new (std::nothrow)
      Connection::Parts(std::move(device), std::move(tls), options.limit, options.write_limit);
  Connection connection(parts);
  if (parts == nullptr || !parts->memory.is_there()) co_await fail(Error::memory);
  co_await parts->tls->device.handshake(options.tls->handshake_limit_ms());
  co_return connection;
}
#endif

}  // namespace

Coro<Connection> open_connection(const char* host, std::uint16_t port, ConnectOptions options) {
  const Address place = co_await lwip::look_up(host, port, options.resolver);
  lwip::stack().start();
  co_await lwip::stack().wait_for_address();
  lwip::TcpConnection device = lwip::TcpConnection::take();
  if (!device) co_await fail(Error::os(EMFILE));
  co_await connect(*device, place);
#if UASYNCIO_MBEDTLS
  if (options.tls != nullptr) co_return co_await secure(std::move(device), host, options);
#endif
  auto* const parts =
      new (std::nothrow) Connection::Parts(std::move(device), options.limit, options.write_limit);
  Connection connection(parts);
  if (parts == nullptr || !parts->memory.is_there()) co_await fail(Error::memory);
  co_return connection;
}

}  // namespace uasyncio
