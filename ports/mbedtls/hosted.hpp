// SPDX-License-Identifier: MIT
// mbedTLS on Linux, where `.tls` of open_connection wants a TlsContext: to try out on a computer
// what a chip will do.
#pragma once

#include "uasyncio/stream/tls_context.hpp"

#include "ports/mbedtls/context.hpp"

namespace uasyncio::mbedtls {

struct HoldsContext {
  Context held;
};

/// A context for clients, or for servers, whose engine is mbedTLS. Must outlive its connections.
class HostedContext final : private HoldsContext, public TlsContext {
 public:
  explicit HostedContext(const Options& options) noexcept : HostedContext(false, options) {}
  static HostedContext server(const Options& options) noexcept {
    return HostedContext(true, options);
  }
  std::unique_ptr<TlsEngine> engine(Device& below, const char* server_name,
                                    Error& error) const noexcept override {
    return held.engine(below, server_name, error);
  }

 private:
  HostedContext(bool is_server, const Options& options) noexcept
      : HoldsContext{is_server ? Context::server(options) : Context::client(options)},
        TlsContext(options.handshake_limit_ms, held.error()) {}
};

}  // namespace uasyncio::mbedtls
