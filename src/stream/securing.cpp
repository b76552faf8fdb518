// SPDX-License-Identifier: MIT
// Of stream/connection.hpp: how a connection becomes one with TLS.
#include "uasyncio/stream/connection.hpp"

#if UASYNCIO_HOSTED

#include "securing.hpp"
#include "uasyncio/core/fail.hpp"

#include <new>

namespace uasyncio {
namespace detail {

std::unique_ptr<TlsDevice> tls_over(Device& below, const TlsContext& context,
                                    const char* server_name, Error& error) noexcept {
  std::unique_ptr<TlsEngine> engine = context.engine(below, server_name, error);
  if (engine == nullptr) return nullptr;
  std::unique_ptr<TlsDevice> device(new (std::nothrow) TlsDevice(below, std::move(engine)));
  if (device == nullptr) error = Error::memory;
  return device;
}

Coro<Connection> secured(NetworkDevice owned, Device& below, const TlsContext& context,
                         StartTlsOptions options) {
  Error error;
  std::unique_ptr<TlsDevice> tls = tls_over(below, context, options.server_name, error);
  if (tls == nullptr) co_await fail(error);
  auto parts = with_buffers<ConnectionParts>(options.limit, options.write_limit, std::move(owned),
                                             std::move(tls));
  if (parts == nullptr) co_await fail(Error::memory);
  co_await parts->tls->handshake(context.handshake_limit_ms());
  co_return Connection(std::move(parts));
}

}  // namespace detail

Coro<Connection> start_tls(StreamReader& reader, StreamWriter& writer, const TlsContext& context,
                           StartTlsOptions options) {
  Error error;
  Device* const below = detail::take_device(reader, writer, error);
  if (below == nullptr) co_await fail(error);
  co_return co_await detail::secured(nullptr, *below, context, options);
}

}  // namespace uasyncio

#endif
