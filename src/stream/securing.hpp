// SPDX-License-Identifier: MIT
// Of stream/connection.hpp: TLS over a device.
#pragma once

#include "uasyncio/stream/connection.hpp"

#include "uasyncio/stream/tls_context.hpp"

namespace uasyncio::detail {

/// Null, and the reason in `error`, without memory or if the context cannot be used.
std::unique_ptr<TlsDevice> tls_over(Device& below, const TlsContext& context,
                                    const char* server_name, Error& error) noexcept;
/// A connection after its handshake. `owned` is `below`, if it belongs to the connection.
Coro<Connection> secured(NetworkDevice owned, Device& below, const TlsContext& context,
                         StartTlsOptions options);

}  // namespace uasyncio::detail
