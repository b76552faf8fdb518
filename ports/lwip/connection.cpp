// SPDX-License-Identifier: MIT
// Connecting from a chip.
#include "ports/lwip/connection.hpp"

#include "uasyncio/core/fail.hpp"

#include "ports/lwip/dns_over_tcp.hpp"
#include "ports/lwip/event_listener.hpp"

#include <cerrno>

namespace uasyncio {
namespace {

/// Gives the connection back if it does not come about.
Coro<> connect(lwip::TcpDevice& device, Address place) {
  Event news("open_connection");
  const Attempt begun = device.connect(place.host(), place.port());
  if (begun.has_failed()) co_await fail(begun.error());
  const lwip::EventListener listening(device, Interest::write, news);
  for (;;) {
    news.clear();
    const Attempt attempt = device.finish_connecting();
    if (attempt.has_failed()) co_await fail(attempt.error());
    if (attempt.has_moved()) break;
    co_await news.wait();
  }
}

#if UASYNCIO_MBEDTLS
/// A connection after its handshake. `owned` is `below`, if it belongs to the connection.
Coro<Connection> secure(lwip::TcpConnection owned, Device& below, const TlsContext& context,
                        StartTlsOptions options) {
  Error error;
  std::unique_ptr<lwip::Secure> tls = lwip::tls_over(below, context, options.server_name, error);
  if (tls == nullptr) co_await fail(error);
  auto* const parts = new (std::nothrow)
      Connection::Parts(std::move(owned), std::move(tls), options.limit, options.write_limit);
  Connection connection(parts);
  if (parts == nullptr || !parts->memory.is_there()) co_await fail(Error::memory);
  co_await parts->tls->device.handshake(context.handshake_limit_ms());
  co_return connection;
}

StartTlsOptions tls_part_of(const ConnectOptions& options, const char* host) noexcept {
  const char* const name = options.tls_server_name == nullptr ? host : options.tls_server_name;
  return {name, options.limit, options.write_limit};
}
#endif

}  // namespace

Coro<lwip::TcpConnection> lwip::reach(Address place) {
  stack().start();
  co_await stack().wait_for_address();
  TcpConnection device = TcpConnection::take();
  if (!device) co_await fail(Error::os(EMFILE));
  co_await connect(*device, place);
  co_return std::move(device);
}

Coro<Connection> open_connection(const char* host, std::uint16_t port, ConnectOptions options) {
  lwip::dns::over_tcp = &lwip::dns::exchange_over_tcp;
  const Address place = co_await lwip::look_up(host, port, options.resolver);
  lwip::TcpConnection device = co_await lwip::reach(place);
#if UASYNCIO_MBEDTLS
  if (options.tls != nullptr) {
    Device& below = *device;
    const StartTlsOptions secured = tls_part_of(options, host);
    co_return co_await secure(std::move(device), below, *options.tls, secured);
  }
#endif
  auto* const parts =
      new (std::nothrow) Connection::Parts(std::move(device), options.limit, options.write_limit);
  Connection connection(parts);
  if (parts == nullptr || !parts->memory.is_there()) co_await fail(Error::memory);
  co_return connection;
}

#if UASYNCIO_MBEDTLS
Coro<Connection> start_tls(StreamReader& reader, StreamWriter& writer, const TlsContext& context,
                           StartTlsOptions options) {
  Error error;
  Device* const below = detail::take_device(reader, writer, error);
  if (below == nullptr) co_await fail(error);
  co_return co_await secure({}, *below, context, options);
}
#endif

}  // namespace uasyncio
