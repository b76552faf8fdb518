// SPDX-License-Identifier: MIT
// Servers by mbedTLS. It computes elliptic curves in steps for clients only; what it has for keys
// in a chip of their own (signatures that come later) and a message that is looked at again do the
// same for a server.
#include "ports/mbedtls/engine.hpp"

#include <algorithm>
#include <cstring>
#include <mbedtls/ssl_internal.h>

namespace uasyncio::mbedtls {
namespace {

// A ticket is good for a day, and as long as the context is there.
constexpr std::uint32_t ticket_lifetime_s = 86'400;

/// A signature under way.
struct Signing : InTlsMemory {
  Signing() noexcept { mbedtls_pk_restart_init(&progress); }
  Signing(const Signing&) = delete;
  Signing& operator=(const Signing&) = delete;
  ~Signing() { mbedtls_pk_restart_free(&progress); }

  mbedtls_pk_restart_ctx progress;
  mbedtls_md_type_t kind = MBEDTLS_MD_NONE;
  std::size_t size = 0;
  unsigned char sum[MBEDTLS_MD_MAX_SIZE];
};

Signing* signing_of(mbedtls_ssl_context* ssl) noexcept {
  return static_cast<Signing*>(mbedtls_ssl_get_async_operation_data(ssl));
}

int begin_signature(mbedtls_ssl_context* ssl, mbedtls_x509_crt*, mbedtls_md_type_t kind,
                    const unsigned char* sum, std::size_t size) noexcept {
  auto* const signing = new (std::nothrow) Signing;
  if (signing == nullptr) return MBEDTLS_ERR_SSL_ALLOC_FAILED;
  signing->kind = kind;
  signing->size = std::min(size, sizeof signing->sum);
  std::memcpy(signing->sum, sum, signing->size);
  mbedtls_ssl_set_async_operation_data(ssl, signing);
  return 0;
}

int go_on_signing(mbedtls_ssl_context* ssl, unsigned char* room, std::size_t* size,
                  std::size_t room_size) noexcept {
  if (room_size < MBEDTLS_PK_SIGNATURE_MAX_SIZE) return MBEDTLS_ERR_SSL_BUFFER_TOO_SMALL;
  Signing* const signing = signing_of(ssl);
  auto* const context =
      static_cast<ContextState*>(mbedtls_ssl_conf_get_async_config_data(ssl->conf));
  const int result = mbedtls_pk_sign_restartable(
      &context->key, signing->kind, signing->sum, signing->size, room, size,
      &mbedtls_ctr_drbg_random, &context->random, &signing->progress);
  if (result == MBEDTLS_ERR_ECP_IN_PROGRESS) return MBEDTLS_ERR_SSL_ASYNC_IN_PROGRESS;
  delete signing;
  return result;
}

void forget_signature(mbedtls_ssl_context* ssl) noexcept { delete signing_of(ssl); }

int on_host(void*, mbedtls_ssl_context* ssl, const unsigned char* name, std::size_t size) noexcept {
  static_cast<Engine*>(ssl->p_bio)->note_asked({reinterpret_cast<const char*>(name), size});
  return 0;
}

}  // namespace

int ContextState::serve() noexcept {
  mbedtls_ssl_conf_sni(&conf, &on_host, nullptr);
  mbedtls_ssl_conf_async_private_cb(&conf, &begin_signature, nullptr, &go_on_signing,
                                    &forget_signature, this);
  mbedtls_ssl_conf_session_tickets_cb(&conf, &mbedtls_ssl_ticket_write, &mbedtls_ssl_ticket_parse,
                                      &tickets);
  return mbedtls_ssl_ticket_setup(&tickets, &mbedtls_ctr_drbg_random, &random,
                                  MBEDTLS_CIPHER_AES_256_GCM, ticket_lifetime_s);
}

void Engine::note_asked(std::string_view host) noexcept {
  asked_[host.copy(asked_, sizeof asked_ - 1)] = '\0';
}

/// A client's share is computed with what it has sent, and mbedTLS has no word for "not yet" there:
/// its message is kept, and looked at again.
int Engine::server_step() noexcept {
  ssl_.handshake->ecrs_enabled = 1;  // of the certificates of a client
  mbedtls_ecdh_enable_restart(&ssl_.handshake->ecdh_ctx);
  const int result = mbedtls_ssl_handshake_step(&ssl_);
  switch (result) {
    case MBEDTLS_ERR_ECP_IN_PROGRESS:
    case MBEDTLS_ERR_SSL_ASYNC_IN_PROGRESS: return MBEDTLS_ERR_SSL_CRYPTO_IN_PROGRESS;
    case MBEDTLS_ERR_SSL_BAD_HS_CLIENT_KEY_EXCHANGE_CS:
      if (ssl_.handshake->ecdh_ctx.rs.rsm == nullptr) return result;
      ssl_.keep_current_message = 1;
      return MBEDTLS_ERR_SSL_CRYPTO_IN_PROGRESS;
    default: return result;
  }
}

}  // namespace uasyncio::mbedtls
