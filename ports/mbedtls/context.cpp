// SPDX-License-Identifier: MIT
// A context of mbedTLS, set up once.
#include "ports/mbedtls/context.hpp"

#include "ports/mbedtls/engine.hpp"
#include "ports/mbedtls/sentence.hpp"

#include <cstring>
#include <iterator>
#include <utility>

namespace uasyncio::mbedtls {
namespace {

// So many steps of an elliptic curve are computed before other tasks have a turn.
constexpr unsigned operations_at_a_time = 100;

int give_entropy(void*, unsigned char* room, std::size_t size) noexcept {
  return entropy(std::as_writable_bytes(std::span(room, size))) ? 0 : -1;
}

/// What a peer is asked for whose records are to be at most so long. Nothing, if they may be as
/// long as those of TLS, or if TLS has no word for it. (mbedTLS's own function wants our records to
/// be as long.)
constexpr unsigned char fragment_code(std::size_t size) noexcept {
  switch (size) {
    case 512: return MBEDTLS_SSL_MAX_FRAG_LEN_512;
    case 1024: return MBEDTLS_SSL_MAX_FRAG_LEN_1024;
    case 2048: return MBEDTLS_SSL_MAX_FRAG_LEN_2048;
    case 4096: return MBEDTLS_SSL_MAX_FRAG_LEN_4096;
    default: return MBEDTLS_SSL_MAX_FRAG_LEN_NONE;
  }
}

Error bad(const char* what, int result) noexcept {
  const auto number = static_cast<unsigned>(-result);
  Sentence& sentence = new_sentence() << "cannot use " << what << " (mbedTLS ";
  sentence.hexadecimal(result > 0 ? 0 : number) << ")";
  return sentence.error(TlsError::bad_context);
}

/// Certificates of a kind that is not known are left out, if there are others.
int parse(mbedtls_x509_crt& into, const char* pem) noexcept {
  const int result = mbedtls_x509_crt_parse(&into, reinterpret_cast<const unsigned char*>(pem),
                                            std::strlen(pem) + 1);
  return result > 0 && into.version != 0 ? 0 : result;
}

/// As they are sent, in one record.
bool are_too_long(const mbedtls_x509_crt& certificates) noexcept {
  constexpr std::size_t size_of_a_size = 3;
  constexpr std::size_t header = 4 + size_of_a_size;
  std::size_t size = header;
  for (const auto* each = &certificates; each != nullptr; each = each->next) {
    size += size_of_a_size + each->raw.len;
  }
  return size > MBEDTLS_SSL_OUT_CONTENT_LEN;
}

}  // namespace

// --- What connections share ---------------------------------------------------------------------

ContextState::ContextState() noexcept {
  mbedtls_ssl_config_init(&conf);
  mbedtls_ctr_drbg_init(&random);
  mbedtls_x509_crt_init(&trusted);
  mbedtls_x509_crt_init(&own);
  mbedtls_pk_init(&key);
  mbedtls_ssl_session_init(&session);
#if UASYNCIO_TLS_SERVER
  mbedtls_ssl_ticket_init(&tickets);
#endif
}

ContextState::~ContextState() {
#if UASYNCIO_TLS_SERVER
  mbedtls_ssl_ticket_free(&tickets);
#endif
  mbedtls_ssl_session_free(&session);
  mbedtls_ssl_config_free(&conf);
  mbedtls_pk_free(&key);
  mbedtls_x509_crt_free(&own);
  mbedtls_x509_crt_free(&trusted);
  mbedtls_ctr_drbg_free(&random);
}

Error ContextState::set_up(bool serves, const Options& options) noexcept {
#if !UASYNCIO_TLS_SERVER
  if (serves) {
    return Error::os(TlsError::unavailable,
                     "this build has no TLS for servers: configure it with UASYNCIO_TLS_SERVER=ON");
  }
#endif
  is_server = serves;
  utc_s = options.utc_s;
  verifies =
      serves ? options.requires_client_certificate : !options.trusts_any_certificate_of_anybody;
  trusts_any_host = serves || options.trusts_any_certificate_for_any_host || !verifies;
  key_log = options.key_log;
  Error error = seed();
  if (!error) error = configure();
  if (!error) error = use_certificates(options);
  if (!error) error = use_trusted(options);
  return error ? error : use_protocols(options.alpn);
}

Error ContextState::seed() noexcept {
  const int result = mbedtls_ctr_drbg_seed(&random, &give_entropy, nullptr, nullptr, 0);
  if (result == MBEDTLS_ERR_CTR_DRBG_ENTROPY_SOURCE_FAILED) {
    return Error::os(TlsError::bad_context, "this machine has no source of chance just now");
  }
  return result == 0 ? Error::none : bad("chance", result);
}

Error ContextState::configure() noexcept {
  mbedtls_ecp_set_max_ops(operations_at_a_time);
  int result =
      mbedtls_ssl_config_defaults(&conf, is_server ? MBEDTLS_SSL_IS_SERVER : MBEDTLS_SSL_IS_CLIENT,
                                  MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT);
  if (result != 0) return bad("this configuration", result);
  mbedtls_ssl_conf_rng(&conf, &mbedtls_ctr_drbg_random, &random);
  if (!is_server) conf.mfl_code = fragment_code(MBEDTLS_SSL_IN_CONTENT_LEN);
  mbedtls_ssl_conf_authmode(&conf,
                            verifies ? MBEDTLS_SSL_VERIFY_REQUIRED : MBEDTLS_SSL_VERIFY_NONE);
  if (key_log != nullptr) mbedtls_ssl_conf_export_keys_ext_cb(&conf, &log_key, this);
#if UASYNCIO_TLS_SERVER
  result = is_server ? serve() : 0;
#endif
  return result == 0 ? Error::none : bad("tickets", result);
}

Error ContextState::use_trusted(const Options& options) noexcept {
  if (options.trusted == nullptr && verifies) {
    return Error::os(TlsError::bad_context,
                     is_server ? "requires_client_certificate needs trusted: whose certificates"
                               : "a TLS client of a chip needs trusted: whose certificates");
  }
  const int result = options.trusted == nullptr ? 0 : parse(trusted, options.trusted);
  if (result != 0) return bad("the trusted certificates", result);
  mbedtls_ssl_conf_ca_chain(&conf, &trusted, nullptr);
  return Error::none;
}

Error ContextState::use_certificates(const Options& options) noexcept {
  if (options.certificate == nullptr) {
    if (!is_server) return Error::none;
    return Error::os(TlsError::bad_context, "a TLS server needs a certificate and its key");
  }
  int result = parse(own, options.certificate);
  if (result != 0) return bad("the certificate", result);
  if (are_too_long(own)) {
    return Error::os(TlsError::bad_context,
                     "the certificates are longer than a record: UASYNCIO_TLS_OWN_RECORD");
  }
  const char* const pem = options.key == nullptr ? options.certificate : options.key;
  result = mbedtls_pk_parse_key(&key, reinterpret_cast<const unsigned char*>(pem),
                                std::strlen(pem) + 1, nullptr, 0);
  if (result == 0) result = mbedtls_pk_check_pair(&own.pk, &key);
  if (result != 0) return bad("the key", result);
  result = mbedtls_ssl_conf_own_cert(&conf, &own, &key);
  return result == 0 ? Error::none : bad("the certificate", result);
}

/// "h2,http/1.1" as texts of their own.
Error ContextState::use_protocols(const char* list) noexcept {
  if (list == nullptr) return Error::none;
  const Error bad_list = Error::os(TlsError::bad_context, "alpn is a list as \"h2,http/1.1\"");
  const std::size_t size = std::strlen(list);
  if (size >= sizeof alpn) return bad_list;
  std::memcpy(alpn, list, size + 1);
  std::size_t count = 0;
  for (char* next = alpn; next != nullptr; ++count) {
    if (count + 1 == std::size(protocols)) return bad_list;
    protocols[count] = next;
    next = std::strchr(next, ',');
    if (next != nullptr) *next++ = '\0';
    if (*protocols[count] == '\0') return bad_list;
  }
  const int result = mbedtls_ssl_conf_alpn_protocols(&conf, protocols);
  return result == 0 ? Error::none : bad("alpn", result);
}

void ContextState::keep_session(const mbedtls_ssl_context& ssl, std::string_view subject) noexcept {
  const char* const host = ssl.hostname;
  *session_host = '\0';
  mbedtls_ssl_session_free(&session);
  if (host == nullptr || std::strlen(host) >= sizeof session_host) return;
  if (mbedtls_ssl_get_session(&ssl, &session) != 0) return;
  std::memcpy(session_host, host, std::strlen(host) + 1);
  session_peer[subject.copy(session_peer, sizeof session_peer - 1)] = '\0';
}

bool ContextState::has_session_with(const char* host) const noexcept {
  return *session_host != '\0' && std::strcmp(session_host, host) == 0;
}

// --- The context --------------------------------------------------------------------------------

Context::Context(bool is_server, const Options& options) noexcept
    : handshake_limit_ms_(options.handshake_limit_ms), error_(Error::memory) {
  const unsigned refusals = memory().refusals;
  state_ = new (std::nothrow) ContextState;
  if (state_ == nullptr) return;
  const Error error = state_->set_up(is_server, options);
  if (refusals == memory().refusals) error_ = error;
}

Context::~Context() { delete state_; }

std::unique_ptr<TlsEngine> Context::engine(Device& below, const char* server_name,
                                           Error& error) const noexcept {
  error = error_;
  if (error) return nullptr;
  tidy();
  std::unique_ptr<Engine> made(new (std::nothrow) Engine(below, *state_));
  error = made == nullptr ? Error::memory : made->open(server_name);
  if (error) return nullptr;
  return made;
}

}  // namespace uasyncio::mbedtls
