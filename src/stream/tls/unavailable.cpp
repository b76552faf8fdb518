// SPDX-License-Identifier: MIT
// Of stream/tls_context.hpp: a library that was built without OpenSSL says so.
#include "uasyncio/stream/tls_context.hpp"

#if UASYNCIO_HOSTED && !UASYNCIO_TLS

namespace uasyncio {

struct detail::OpensslContext {
  unsigned references = 0;
};

TlsContext::TlsContext(bool, const TlsOptions& options)
    : handshake_limit_ms_(options.handshake_limit_ms),
      error_(Error::os(TlsError::unavailable,
                       "this build has no TLS: install OpenSSL 3 (libssl-dev) and build the "
                       "library with -DUASYNCIO_TLS=ON")) {}

TlsContext::TlsContext(std::uint32_t handshake_limit_ms, const Error& error) noexcept
    : handshake_limit_ms_(handshake_limit_ms), error_(error) {}

TlsContext::~TlsContext() = default;

std::unique_ptr<TlsEngine> TlsContext::engine(Device&, const char*, Error& error) const noexcept {
  error = error_;
  return nullptr;
}

}  // namespace uasyncio

#endif
