// SPDX-License-Identifier: MIT
// Of stream/tls_context.hpp: a context of OpenSSL, set up once.
//
// Nothing here waits: the system's certificates are looked for one by one when they are needed, so
// no loop stands still while a hundred of them are read.
#include "uasyncio/stream/tls_context.hpp"

#if UASYNCIO_HOSTED && UASYNCIO_TLS

#include "openssl.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dirent.h>
#include <new>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace uasyncio {
namespace detail {
namespace {

using OwnedCertificate = Owned<X509, &X509_free>;

OwnedBio open_pem(const char* pem) noexcept {
  const bool is_text = std::strncmp(pem, "-----BEGIN", 10) == 0;
  return OwnedBio(is_text ? BIO_new_mem_buf(pem, -1) : BIO_new_file(pem, "re"));
}

OwnedCertificate next_certificate(const OwnedBio& from) noexcept {
  return OwnedCertificate(PEM_read_bio_X509(from.get(), nullptr, nullptr, nullptr));
}

bool use_certificates(SSL_CTX* ctx, const char* pem) noexcept {
  const OwnedBio from = open_pem(pem);
  if (from == nullptr) return false;
  const OwnedCertificate own = next_certificate(from);
  if (own == nullptr || SSL_CTX_use_certificate(ctx, own.get()) != 1) return false;
  for (OwnedCertificate next; (next = next_certificate(from)) != nullptr;) {
    if (SSL_CTX_add1_chain_cert(ctx, next.get()) != 1) return false;
  }
  return true;
}

bool use_key(SSL_CTX* ctx, const char* pem) noexcept {
  const OwnedBio from = open_pem(pem);
  if (from == nullptr) return false;
  const Owned<EVP_PKEY, &EVP_PKEY_free> key(
      PEM_read_bio_PrivateKey(from.get(), nullptr, nullptr, nullptr));
  return key != nullptr && SSL_CTX_use_PrivateKey(ctx, key.get()) == 1 &&
         SSL_CTX_check_private_key(ctx) == 1;
}

bool trust(SSL_CTX* ctx, const char* pem, bool is_server) noexcept {
  const OwnedBio from = open_pem(pem);
  if (from == nullptr) return false;
  bool has_any = false;
  for (OwnedCertificate next; (next = next_certificate(from)) != nullptr; has_any = true) {
    if (X509_STORE_add_cert(SSL_CTX_get_cert_store(ctx), next.get()) != 1) return false;
    if (is_server && SSL_CTX_add_client_CA(ctx, next.get()) != 1) return false;
  }
  return has_any;
}

/// In such a folder a certificate is found by its name, so that none need be read before.
bool has_hashed_names(const char* folder) noexcept {
  DIR* const entries = opendir(folder);
  if (entries == nullptr) return false;
  bool has_any = false;
  while (const dirent* const entry = has_any ? nullptr : readdir(entries)) {
    has_any = std::string_view(entry->d_name).ends_with(".0");
  }
  closedir(entries);
  return has_any;
}

/// To read the system's file of all certificates takes 50 ms, in which no task would run; it is
/// read only if the environment names it, or there is nothing else.
void trust_the_system(SSL_CTX* ctx) noexcept {
  const char* folder = std::getenv(X509_get_default_cert_dir_env());
  if (folder == nullptr) folder = X509_get_default_cert_dir();
  const bool names_file = std::getenv(X509_get_default_cert_file_env()) != nullptr;
  SSL_CTX_set_default_verify_dir(ctx);
  if (names_file || !has_hashed_names(folder)) SSL_CTX_set_default_verify_file(ctx);
}

/// "h2,http/1.1" as it is sent: "\2h2\10http/1.1". False if one of them is empty or too long.
bool encode_protocols(const char* protocols, std::string& encoded) {
  constexpr std::size_t longest = 255;
  std::string_view rest(protocols);
  for (;;) {
    const std::string_view one = rest.substr(0, rest.find(','));
    if (one.empty() || one.size() > longest) return false;
    encoded += static_cast<char>(one.size());
    encoded += one;
    if (one.size() == rest.size()) return true;
    rest.remove_prefix(one.size() + 1);
  }
}

// --- What OpenSSL asks back ---------------------------------------------------------------------

int on_certificate(int is_well, X509_STORE_CTX* store) {
  if (is_well == 1) return 1;
  const auto* const ssl = static_cast<const SSL*>(
      X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
  OpensslEngine& engine = OpensslEngine::of(ssl);
  engine.refuse(certificate_error(store, engine.server_name().c_str()));
  return 0;
}

int on_protocols(SSL*, const unsigned char** chosen, unsigned char* size,
                 const unsigned char* offered, unsigned offered_size, void* argument) {
  const auto& ours = static_cast<const OpensslContext*>(argument)->alpn;
  unsigned char* found = nullptr;
  const int result =
      SSL_select_next_proto(&found, size, reinterpret_cast<const unsigned char*>(ours.data()),
                            static_cast<unsigned>(ours.size()), offered, offered_size);
  *chosen = found;
  return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

int on_session(SSL* ssl, SSL_SESSION* session) {
  OpensslEngine& engine = OpensslEngine::of(ssl);
  if (engine.server_name().empty()) return 0;
  engine.context().keep(engine.server_name(), session);
  return 1;
}

void on_key(const SSL* ssl, const char* line) {
  std::FILE* const file = OpensslEngine::of(ssl).context().key_log;
  std::fprintf(file, "%s\n", line);
  std::fflush(file);
}

void on_message(int is_written, int, int what, const void*, std::size_t, SSL* ssl, void*) {
  if (is_written == 0 && what == SSL3_RT_HEADER) OpensslEngine::of(ssl).note_record();
}

// --- Setting it up ------------------------------------------------------------------------------

Error bad(const char* what, const char* name) {
  const unsigned long code = ERR_peek_last_error();
  const char* const reason = ERR_reason_error_string(code);
  std::string text = std::string("cannot use ") + what;
  const bool is_file = name != nullptr && std::strncmp(name, "-----BEGIN", 10) != 0;
  if (is_file) text += std::string(" ") + name;
  if (reason != nullptr) text += std::string(": ") + reason;
  ERR_clear_error();
  return Error::os(TlsError::bad_context, text);
}

void demand_security(SSL_CTX* ctx) noexcept {
  constexpr int least_bits_112 = 2;  // RSA of 2,048 bits
  SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION);
  SSL_CTX_set_options(ctx, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_clear_options(ctx, SSL_OP_IGNORE_UNEXPECTED_EOF);
  SSL_CTX_set_msg_callback(ctx, &on_message);
  if (SSL_CTX_get_security_level(ctx) < least_bits_112) {
    SSL_CTX_set_security_level(ctx, least_bits_112);
  }
}

/// OpenSSL would look for the issuers of our own certificate at each handshake.
void spare_memory_and_time(SSL_CTX* ctx) noexcept {
  SSL_CTX_set_mode(ctx, SSL_MODE_NO_AUTO_CHAIN);
  SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                            SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_read_ahead(ctx, 1);
}

void choose_verification(OpensslContext& context, const TlsOptions& options) noexcept {
  const bool asks = context.is_server ? options.requires_client_certificate
                                      : !options.trusts_any_certificate_of_anybody;
  const int mode = asks ? SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT : SSL_VERIFY_NONE;
  SSL_CTX_set_verify(context.ctx, mode, asks ? &on_certificate : nullptr);
  context.trusts_any_host =
      options.trusts_any_certificate_for_any_host || options.trusts_any_certificate_of_anybody;
}

void choose_sessions(OpensslContext& context) noexcept {
  if (context.is_server) {
    constexpr unsigned char name[] = "uasyncio";
    SSL_CTX_set_session_id_context(context.ctx, name, sizeof name - 1);
    return;
  }
  SSL_CTX_set_session_cache_mode(context.ctx,
                                 SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL_STORE);
  SSL_CTX_sess_set_new_cb(context.ctx, &on_session);
}

Error use_files(OpensslContext& context, const TlsOptions& options) {
  SSL_CTX* const ctx = context.ctx;
  const char* const certificate = options.certificate;
  const char* const key = options.key == nullptr ? certificate : options.key;
  if (context.is_server && certificate == nullptr) {
    return Error::os(TlsError::bad_context, "a TLS server needs a certificate and its key");
  }
  if (certificate != nullptr && !use_certificates(ctx, certificate)) {
    return bad("the certificate", certificate);
  }
  if (certificate != nullptr && !use_key(ctx, key)) return bad("the key", key);
  if (context.is_server && options.requires_client_certificate && options.trusted == nullptr) {
    return Error::os(TlsError::bad_context,
                     "requires_client_certificate needs trusted: whose certificates");
  }
  if (options.trusted == nullptr) {
    if (!context.is_server) trust_the_system(ctx);
  } else if (!trust(ctx, options.trusted, context.is_server)) {
    return bad("the trusted certificates", options.trusted);
  }
  ERR_clear_error();
  return Error::none;
}

Error use_protocols(OpensslContext& context, const char* protocols) {
  if (protocols == nullptr) return Error::none;
  if (!encode_protocols(protocols, context.alpn)) {
    return Error::os(TlsError::bad_context, "alpn is a list as \"h2,http/1.1\"");
  }
  if (context.is_server) {
    SSL_CTX_set_alpn_select_cb(context.ctx, &on_protocols, &context);
    return Error::none;
  }
  const int result = SSL_CTX_set_alpn_protos(
      context.ctx, reinterpret_cast<const unsigned char*>(context.alpn.data()),
      static_cast<unsigned>(context.alpn.size()));
  return result == 0 ? Error::none : Error::memory;
}

Error use_other_hosts(OpensslContext& context) {
  for (const auto& each : context.other_hosts) {
    const bool can_serve = context.is_server && each.get() != nullptr && each.get()->is_server;
    if (!can_serve) {
      return Error::os(TlsError::bad_context, "other_hosts are contexts of servers, for a server");
    }
  }
  if (!context.other_hosts.empty()) choose_certificate_by_host(context);
  return Error::none;
}

Error log_keys(OpensslContext& context, const char* path) {
  if (path == nullptr) return Error::none;
  context.key_log = std::fopen(path, "ae");
  if (context.key_log == nullptr) return bad("the key log", path);
  SSL_CTX_set_keylog_callback(context.ctx, &on_key);
  return Error::none;
}

Error set_up(OpensslContext& context, const TlsOptions& options) {
  context.ctx = SSL_CTX_new(context.is_server ? TLS_server_method() : TLS_client_method());
  if (context.ctx == nullptr) return Error::memory;
  demand_security(context.ctx);
  spare_memory_and_time(context.ctx);
  choose_verification(context, options);
  choose_sessions(context);
  Error error = use_files(context, options);
  if (!error) error = use_protocols(context, options.alpn);
  if (!error) error = use_other_hosts(context);
  if (!error) error = log_keys(context, options.key_log_file);
  return error;
}

}  // namespace

OpensslContext::~OpensslContext() {
  for (const auto& each : sessions) SSL_SESSION_free(each.second);
  SSL_CTX_free(ctx);
  if (key_log != nullptr) std::fclose(key_log);
}

void OpensslContext::keep(const std::string& server_name, SSL_SESSION* session) {
  constexpr std::size_t most_hosts = 256;
  if (sessions.size() >= most_hosts && sessions.count(server_name) == 0) {
    SSL_SESSION_free(sessions.begin()->second);
    sessions.erase(sessions.begin());
  }
  SSL_SESSION*& place = sessions[server_name];
  SSL_SESSION_free(std::exchange(place, session));
}

}  // namespace detail

TlsContext::TlsContext(bool is_server, const TlsOptions& options)
    : handshake_limit_ms_(options.handshake_limit_ms), error_(Error::memory) {
  ERR_clear_error();
  auto* const made = new (std::nothrow) detail::OpensslContext;
  if (made == nullptr) return;
  openssl_ = detail::Counted<detail::OpensslContext>(made);
  made->is_server = is_server;
  for (const TlsContext* const each : options.other_hosts) {
    made->other_hosts.push_back(each->openssl_);
  }
  error_ = detail::set_up(*made, options);
  for (const TlsContext* const each : options.other_hosts) {
    if (!error_) error_ = each->error_;
  }
}

TlsContext::TlsContext(std::uint32_t handshake_limit_ms, const Error& error) noexcept
    : handshake_limit_ms_(handshake_limit_ms), error_(error) {}

TlsContext::~TlsContext() = default;

std::unique_ptr<TlsEngine> TlsContext::engine(Device& below, const char* server_name,
                                              Error& error) const noexcept {
  error = error_;
  if (error) return nullptr;
  std::unique_ptr<detail::OpensslEngine> made(new (std::nothrow)
                                                  detail::OpensslEngine(below, openssl_));
  error = made == nullptr ? Error::memory : made->open(server_name);
  if (error) return nullptr;
  return made;
}

}  // namespace uasyncio

#endif
