// SPDX-License-Identifier: MIT
// A client by mbedTLS that talks in virtual time: with our server by OpenSSL, or with OpenSSL
// itself. On builds with both only.
#pragma once

#include "ports/mbedtls/hosted.hpp"
#include "tests/support/raw_tls_talk.hpp"

#include <string>

namespace mbedtls_talk {

using namespace tls_talk;
using asyncio::mbedtls::HostedContext;
using asyncio::mbedtls::Options;
using raw_tls::good_identity;

/// With a server that shows this, of a client with its defaults that trusts the test's issuer.
inline Heard present(const std::string& identity, const char* name = "example.org") {
  const HostedContext client({.trusted = certificates::trusted().c_str()});
  const TlsContext server = TlsContext::server({.certificate = identity.c_str()});
  return talk_of({client, server, name});
}

/// With OpenSSL itself: `serve(peer)` is what the server does.
template <class Serve>
Heard talk_with_openssl(const certificates::Identity& identity, Serve serve,
                        int version = TLS1_2_VERSION) {
  const HostedContext client(
      {.trusted = certificates::trusted().c_str(), .handshake_limit_ms = 500});
  return raw_tls::talk_with_openssl(client, identity, version, serve);
}

}  // namespace mbedtls_talk
