// SPDX-License-Identifier: MIT
// Both engines of TLS, for sentences that hold for each of them: OpenSSL, and mbedTLS if the build
// has it. On builds with OpenSSL only.
#pragma once

#include "tests/support/raw_tls_talk.hpp"

#if UASYNCIO_MBEDTLS
#include "ports/mbedtls/hosted.hpp"
#endif

#include <memory>
#include <string>

namespace tls_engines {

using namespace tls_talk;

enum class By { openssl, mbedtls };

inline std::unique_ptr<TlsContext> client(By engine, const std::string& trusted) {
#if UASYNCIO_MBEDTLS
  if (engine == By::mbedtls) {
    return std::make_unique<asyncio::mbedtls::HostedContext>(
        asyncio::mbedtls::Options{.trusted = trusted.c_str(), .handshake_limit_ms = 500});
  }
#endif
  (void)engine;
  return std::unique_ptr<TlsContext>(
      new TlsContext(TlsContext::client({.trusted = trusted.c_str(), .handshake_limit_ms = 500})));
}

inline std::unique_ptr<TlsContext> client(By engine) {
  return client(engine, certificates::trusted());
}

inline std::unique_ptr<TlsContext> server(By engine, const std::string& identity) {
#if UASYNCIO_MBEDTLS
  if (engine == By::mbedtls) {
    using Hosted = asyncio::mbedtls::HostedContext;
    return std::unique_ptr<TlsContext>(
        new Hosted(Hosted::server({.certificate = identity.c_str(), .handshake_limit_ms = 500})));
  }
#endif
  (void)engine;
  return std::unique_ptr<TlsContext>(new TlsContext(
      TlsContext::server({.certificate = identity.c_str(), .handshake_limit_ms = 500})));
}

inline std::unique_ptr<TlsContext> server(By engine) {
  return server(engine, certificates::ordinary());
}

/// `test(engine)` for each that there is.
template <class Test>
void for_each_engine(Test test) {
  {
    SCOPED_TRACE("by OpenSSL");
    test(By::openssl);
  }
#if UASYNCIO_MBEDTLS
  SCOPED_TRACE("by mbedTLS");
  test(By::mbedtls);
#endif
}

/// The engine's own sentence.
inline std::string of(By engine, const std::string& openssl, const std::string& mbedtls) {
  return engine == By::openssl ? openssl : mbedtls;
}

}  // namespace tls_engines
