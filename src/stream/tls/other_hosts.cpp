// SPDX-License-Identifier: MIT
// Of stream/tls_context.hpp: one server, several hosts. The certificates themselves say for which
// hosts they are, so there is no list of names to keep in step with them.
#include "uasyncio/stream/tls_context.hpp"

#if UASYNCIO_HOSTED && UASYNCIO_TLS

#include "openssl.hpp"

#include <openssl/x509v3.h>

namespace uasyncio::detail {
namespace {

bool is_for(SSL_CTX* ctx, const char* host) noexcept {
  return X509_check_host(SSL_CTX_get0_certificate(ctx), host, 0,
                         X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS, nullptr) == 1;
}

/// The others of this connection go first: one of another kind of key could be chosen yet.
bool show_certificate_of(SSL_CTX* other, SSL* ssl) noexcept {
  STACK_OF(X509)* chain = nullptr;
  SSL_CTX_get0_chain_certs(other, &chain);
  SSL_certs_clear(ssl);
  return SSL_use_certificate(ssl, SSL_CTX_get0_certificate(other)) == 1 &&
         SSL_use_PrivateKey(ssl, SSL_CTX_get0_privatekey(other)) == 1 &&
         SSL_set1_chain(ssl, chain) == 1;
}

int on_certificate_wanted(SSL* ssl, void* argument) {
  const auto& context = *static_cast<const OpensslContext*>(argument);
  const char* const host = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
  if (host == nullptr || kind_of_host(host) != HostKind::name) return 1;
  if (is_for(context.ctx, host)) return 1;
  for (const auto& each : context.other_hosts) {
    SSL_CTX* const other = each.get()->ctx;
    if (is_for(other, host)) return show_certificate_of(other, ssl) ? 1 : 0;
  }
  return 1;
}

}  // namespace

void choose_certificate_by_host(OpensslContext& context) noexcept {
  SSL_CTX_set_cert_cb(context.ctx, &on_certificate_wanted, &context);
}

}  // namespace uasyncio::detail

#endif
