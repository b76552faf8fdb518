// SPDX-License-Identifier: MIT
// Of link.hpp: TLS over a connection of lwIP. Where the library was built with mbedTLS.
#pragma once

#include "uasyncio/stream/tls_device.hpp"

#include "ports/lwip/pool_memory.hpp"
#include "ports/mbedtls/chip.hpp"

#include <memory>
#include <new>
#include <utility>

namespace uasyncio::lwip {

/// From the memory of coroutines; what the engine needs is mbedTLS's.
struct Secure : InPool {
  Secure(Device& below, std::unique_ptr<TlsEngine> engine) noexcept
      : device(below, std::move(engine)) {}
  TlsDevice device;
};

/// Null, and the reason in `error`, without memory or if the context cannot be used.
inline std::unique_ptr<Secure> tls_over(Device& below, const TlsContext& context,
                                        const char* server_name, Error& error) noexcept {
  std::unique_ptr<TlsEngine> engine = context.engine(below, server_name, error);
  if (engine == nullptr) return nullptr;
  std::unique_ptr<Secure> made(new (std::nothrow) Secure(below, std::move(engine)));
  if (made == nullptr) error = Error::memory;
  return made;
}

}  // namespace uasyncio::lwip
