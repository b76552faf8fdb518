// SPDX-License-Identifier: MIT
// Of stream/tls_context.hpp: a connection's engine by OpenSSL.
//
// OpenSSL reads from and writes to the device below through a BIO of ours, so records are copied
// nowhere. What the device does not take at once is kept here: OpenSSL itself would want the same
// call again with the same bytes, and who writes may have been cancelled by then.
#include "uasyncio/stream/tls_context.hpp"

#if UASYNCIO_HOSTED && UASYNCIO_TLS

#include "openssl.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <new>
#include <openssl/err.h>
#include <openssl/x509v3.h>

namespace uasyncio::detail {
namespace {

constexpr std::size_t longest_record = 16 * 1024;
constexpr unsigned most_records_without_data = 256;

}  // namespace

Error OpensslEngine::open(const char* server_name) noexcept {
  const bool is_said = server_name != nullptr && *server_name != '\0';
  const bool must_be_said = !context().is_server && !context().trusts_any_host;
  if (must_be_said && !is_said) {  // OpenSSL would accept the certificate of any host
    return Error::os(TlsError::wrong_host, "whose certificate it should be was not said");
  }
  if (!context().is_server && is_said && kind_of_host(server_name) == HostKind::none) {
    return no_host();
  }
  ERR_clear_error();
  ssl_.reset(SSL_new(context().ctx));
  BIO* const bio = ssl_ == nullptr ? nullptr : new_device_bio(*this);
  if (bio == nullptr) return Error::memory;
  SSL_set_bio(ssl_.get(), bio, bio);
  SSL_set_app_data(ssl_.get(), this);
  if (context().is_server) {
    SSL_set_accept_state(ssl_.get());
    return Error::none;
  }
  SSL_set_connect_state(ssl_.get());
  return !is_said || set_host(server_name) ? Error::none : Error::memory;
}

bool OpensslEngine::set_host(const char* server_name) noexcept {
  SSL* const ssl = ssl_.get();
  server_name_ = server_name;
  if (server_name_.back() == '.') server_name_.pop_back();
  const char* const host = server_name_.c_str();
  const bool is_name = kind_of_host(host) == HostKind::name;
  if (is_name && SSL_set_tlsext_host_name(ssl, host) != 1) return false;
  if (!context().trusts_any_host) {
    SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    const int is_set = is_name ? SSL_set1_host(ssl, host)
                               : X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host);
    if (is_set != 1) return false;
  }
  const auto session = context().sessions.find(server_name_);
  return session == context().sessions.end() || SSL_set_session(ssl, session->second) == 1;
}

/// OpenSSL would drop a session whose connection was not ended by both sides.
OpensslEngine::~OpensslEngine() {
  if (ssl_ == nullptr || failure_.has_failed()) return;
  SSL_set_shutdown(ssl_.get(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
}

// --- Moving bytes -------------------------------------------------------------------------------

Attempt OpensslEngine::fail(const Error& error) noexcept {
  error_ = error;
  return Attempt::failed(error);
}

/// What a call of OpenSSL has come to, which did not do what it should.
Attempt OpensslEngine::result_of(int result) noexcept {
  switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE: return Attempt::would_block();
    case SSL_ERROR_ZERO_RETURN: return Attempt::end();
    case SSL_ERROR_SYSCALL:
      if (below_failure_.has_failed()) return fail(below_failure_.error());
      return failure_ = fail(Error::os(TlsError::truncated));
    default:
      failure_ = fail(refused_ ? refused_ : openssl_error(ERR_peek_error()));
      ERR_clear_error();
      return failure_;
  }
}

Attempt OpensslEngine::handshake() noexcept {
  const Attempt flushed = flush();
  if (!flushed.has_moved()) return flushed.has_failed() ? fail(flushed.error()) : flushed;
  ERR_clear_error();
  const int result = SSL_do_handshake(ssl_.get());
  if (result == 1) return Attempt::moved(0);
  const Attempt attempt = result_of(result);
  if (!detail::is_early_end(attempt)) return attempt;
  return failure_ = fail(detail::early_end());
}

Attempt OpensslEngine::try_read(std::span<std::byte> room) noexcept {
  if (failure_.has_failed()) return failure_;
  ERR_clear_error();
  std::size_t count = 0;
  const int result = SSL_read_ex(ssl_.get(), room.data(), room.size(), &count);
  if (result != 1) return result_of(result);
  records_without_data_ = 0;
  return Attempt::moved(count);
}

void OpensslEngine::note_record() noexcept {
  if (SSL_is_init_finished(ssl_.get()) == 1) ++records_without_data_;
}

/// OpenSSL reads on until there is data: who asks for new keys, or for a new handshake, without end
/// would have the loop for himself.
Attempt OpensslEngine::receive(std::span<std::byte> room) noexcept {
  if (records_without_data_ > most_records_without_data) {
    return Attempt::failed(Error::os(TlsError::flooded));
  }
  return below_->read_or_listen(room);
}

Attempt OpensslEngine::try_write(std::span<const std::byte> bytes) noexcept {
  if (failure_.has_failed()) return failure_;
  ERR_clear_error();
  std::size_t count = 0;
  const std::size_t size = std::min(bytes.size(), longest_record);
  const int result = SSL_write_ex(ssl_.get(), bytes.data(), size, &count);
  return result == 1 ? Attempt::moved(count) : result_of(result);
}

Attempt OpensslEngine::finish_writing() noexcept {
  if (failure_.has_failed()) return failure_;
  if ((SSL_get_shutdown(ssl_.get()) & SSL_SENT_SHUTDOWN) != 0) return Attempt::moved(0);
  ERR_clear_error();
  const int result = SSL_shutdown(ssl_.get());
  return result >= 0 ? Attempt::moved(0) : result_of(result);
}

// --- What is kept -------------------------------------------------------------------------------

/// All or nothing: would_block if too much is kept already. Part of it may be tried again at once;
/// only a try that would block is told of.
Attempt OpensslEngine::send(std::span<const std::byte> bytes) noexcept {
  constexpr std::size_t most_kept = 8 * longest_record;
  if (kept_end_ - kept_begin_ > most_kept) return Attempt::would_block();
  std::size_t sent = 0;
  while (kept_begin_ == kept_end_ && sent != bytes.size()) {
    const ConstBytes piece(bytes.subspan(sent));
    const Attempt attempt = below_->write_or_listen({&piece, 1});
    if (attempt.is_would_block()) break;
    if (attempt.is_end()) return Attempt::failed(Error::os(EPIPE));
    if (attempt.has_failed()) return attempt;
    sent += std::min(attempt.count(), piece.size());
  }
  if (sent != bytes.size() && !keep(bytes.subspan(sent))) return Attempt::failed(Error::memory);
  return Attempt::moved(bytes.size());
}

bool OpensslEngine::keep(std::span<const std::byte> bytes) noexcept {
  const std::size_t size = kept_end_ - kept_begin_;
  if (kept_end_ + bytes.size() > kept_room_) {
    const std::size_t room = std::max(size + bytes.size(), 2 * size);
    std::unique_ptr<std::byte[]> memory(new (std::nothrow) std::byte[room]);
    if (memory == nullptr) return false;
    if (size != 0) std::memcpy(memory.get(), kept_.get() + kept_begin_, size);
    kept_ = std::move(memory);
    kept_room_ = room;
    kept_begin_ = 0;
    kept_end_ = size;
  }
  std::memcpy(kept_.get() + kept_end_, bytes.data(), bytes.size());
  kept_end_ += bytes.size();
  return true;
}

Attempt OpensslEngine::flush() noexcept {
  while (kept_begin_ != kept_end_) {
    const ConstBytes piece(std::span(kept_.get() + kept_begin_, kept_end_ - kept_begin_));
    const Attempt attempt = below_->write_or_listen({&piece, 1});
    if (!attempt.has_moved()) return attempt.is_end() ? Attempt::failed(Error::os(EPIPE)) : attempt;
    kept_begin_ += std::min(attempt.count(), piece.size());
  }
  kept_.reset();
  kept_begin_ = kept_end_ = kept_room_ = 0;
  return Attempt::moved(0);
}

// --- Facts --------------------------------------------------------------------------------------

std::string_view OpensslEngine::extra_info(std::string_view name, std::span<char> room) noexcept {
  SSL* const ssl = ssl_.get();
  if (name == "tls_version") return SSL_get_version(ssl);
  if (name == "cipher") return SSL_get_cipher_name(ssl);
  if (name == "tls_resumed") return SSL_session_reused(ssl) == 1 ? "yes" : "";
  if (name == "server_name") {
    const char* const asked = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
    return asked == nullptr ? "" : asked;
  }
  if (name == "alpn") {
    const unsigned char* protocol = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(ssl, &protocol, &size);
    return {reinterpret_cast<const char*>(protocol), size};
  }
  X509* const certificate = SSL_get0_peer_certificate(ssl);
  if (name != "peer_certificate" || certificate == nullptr || room.empty()) return {};
  X509_NAME_oneline(X509_get_subject_name(certificate), room.data(), static_cast<int>(room.size()));
  return room.data();
}

}  // namespace uasyncio::detail

#endif
