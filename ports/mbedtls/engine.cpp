// SPDX-License-Identifier: MIT
// A connection's engine by mbedTLS.
//
// mbedTLS makes a record of what is written, in a buffer of its own, before it tries to send it: if
// that would block, the bytes are taken all the same, and `flush` sends the rest.
#include "ports/mbedtls/engine.hpp"

#include "ports/mbedtls/sentence.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <mbedtls/ssl_internal.h>
#include <utility>

namespace uasyncio::mbedtls {
namespace {

// A peer that sends as much, and none of it is data, wants the loop for itself.
constexpr std::size_t most_without_data = 64 * 1024;
constexpr int most_empty_in_a_row = 3;  // mbedTLS reads no more records without data, either
constexpr int below_failed = MBEDTLS_ERR_SSL_INTERNAL_ERROR;

Error broken(int result) noexcept {
  Sentence& sentence = new_sentence();
  (sentence << "what came is not as TLS wants it: mbedTLS ")
      .hexadecimal(static_cast<unsigned>(-result));
  return sentence.error(TlsError::broken);
}

/// A record's kind, and the version that all have.
bool looks_as_tls(const unsigned char* header) noexcept {
  return header[0] >= MBEDTLS_SSL_MSG_CHANGE_CIPHER_SPEC &&
         header[0] <= MBEDTLS_SSL_MSG_APPLICATION_DATA && header[1] == MBEDTLS_SSL_MAJOR_VERSION_3;
}

/// A record that there is no room for: on a chip they are shorter than TLS allows.
bool is_too_long(const unsigned char* header) noexcept {
  constexpr unsigned with_number_and_sum = MBEDTLS_SSL_IN_CONTENT_LEN + 8 + 16;
  return header[3] * 256u + header[4] > with_number_and_sum;
}

}  // namespace

Engine::Engine(Device& below, ContextState& context) noexcept : below_(&below), context_(&context) {
  mbedtls_ssl_init(&ssl_);
}

Engine::~Engine() { mbedtls_ssl_free(&ssl_); }

Error Engine::open(const char* server_name) noexcept {
  if (context_->is_server) server_name = nullptr;
  const bool is_said = server_name != nullptr && *server_name != '\0';
  if (!is_said && !context_->trusts_any_host) {
    return Error::os(TlsError::wrong_host, "whose certificate it should be was not said");
  }
  const auto kind = is_said ? detail::kind_of_host(server_name) : detail::HostKind::none;
  if (is_said && kind == detail::HostKind::none) return detail::no_host();
  if (mbedtls_ssl_setup(&ssl_, &context_->conf) != 0) return Error::memory;
  mbedtls_ssl_set_bio(&ssl_, this, &on_send, &on_receive, nullptr);
  mbedtls_ssl_set_verify(&ssl_, &on_certificate, this);
  if (!is_said) return Error::none;
  const std::size_t size = std::strlen(server_name);
  if (kind == detail::HostKind::number) {
    const bool is_too_long = size >= sizeof number_;  // then no certificate is for it
    std::memcpy(number_, is_too_long ? "?" : server_name, is_too_long ? 2 : size + 1);
    return Error::none;
  }
  if (mbedtls_ssl_set_hostname(&ssl_, server_name) != 0) return Error::memory;
  if (server_name[size - 1] == '.') ssl_.hostname[size - 1] = '\0';
  const bool can_go_on = context_->has_session_with(ssl_.hostname);
  if (can_go_on) std::memcpy(peer_, context_->session_peer, sizeof peer_);
  const bool is_well = !can_go_on || mbedtls_ssl_set_session(&ssl_, &context_->session) == 0;
  return is_well ? Error::none : Error::memory;
}

// --- What mbedTLS asks for ----------------------------------------------------------------------

/// As mbedTLS wants it.
int Engine::moved(Attempt attempt, int if_would_block) noexcept {
  if (attempt.has_moved()) return static_cast<int>(attempt.count());
  if (attempt.is_would_block()) return if_would_block;
  below_failure_ = attempt;
  return below_failed;
}

int Engine::on_send(void* self, const unsigned char* bytes, std::size_t size) noexcept {
  Engine& engine = *static_cast<Engine*>(self);
  const detail::ConstBytes piece(std::as_bytes(std::span(bytes, size)));
  const Attempt attempt = engine.below_->write_or_listen({&piece, 1});
  return engine.moved(attempt.is_end() ? Attempt::failed(Error::os(EPIPE)) : attempt,
                      MBEDTLS_ERR_SSL_WANT_WRITE);
}

int Engine::on_receive(void* self, unsigned char* room, std::size_t size) noexcept {
  Engine& engine = *static_cast<Engine*>(self);
  if (engine.received_ > most_without_data) {
    return engine.moved(Attempt::failed(Error::os(TlsError::flooded)), 0);
  }
  const Attempt attempt =
      engine.below_->read_or_listen(std::as_writable_bytes(std::span(room, size)));
  engine.would_block_ = attempt.is_would_block();
  engine.has_ended_ = attempt.is_end();
  if (engine.has_ended_) return 0;
  if (attempt.has_moved()) engine.received_ += attempt.count();
  return engine.moved(attempt, MBEDTLS_ERR_SSL_WANT_READ);
}

// --- What has come of it ------------------------------------------------------------------------

Attempt Engine::fail(const Error& error) noexcept {
  error_ = error;
  return Attempt::failed(error);
}

/// mbedTLS wants more, but it has not asked the device below: that would never tell.
bool Engine::must_try_again(int result) noexcept {
  return result == MBEDTLS_ERR_SSL_WANT_READ && !std::exchange(would_block_, false);
}

Error Engine::error_of(int result) const noexcept {
  if (refusals_ != memory().refusals) return Error::memory;
  switch (result) {
    case MBEDTLS_ERR_X509_CERT_VERIFY_FAILED: return refused_;
    case MBEDTLS_ERR_SSL_CONN_EOF: return Error::os(TlsError::truncated);
    case MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE: return Error::os(TlsError::alert + ssl_.in_msg[1]);
    case MBEDTLS_ERR_SSL_BAD_HS_PROTOCOL_VERSION: return Error::os(TlsError::old_version);
    case MBEDTLS_ERR_SSL_NO_CLIENT_CERTIFICATE: return Error::os(TlsError::no_certificate);
    case MBEDTLS_ERR_SSL_NO_CIPHER_CHOSEN:
      return Error::os(TlsError::broken,
                       "the peer knows no cipher or curve of TLS 1.2 that we know");
    case MBEDTLS_ERR_SSL_BAD_HS_CERTIFICATE: return refusal_of_use();
    case MBEDTLS_ERR_SSL_INVALID_MAC:
      return ssl_.nb_zero > most_empty_in_a_row ? Error::os(TlsError::flooded) : broken(result);
    case MBEDTLS_ERR_X509_FATAL_ERROR:
      return Error::os(TlsError::bad_certificate,
                       "too many issuers stand between the peer's certificate and a trusted one");
    case MBEDTLS_ERR_SSL_BAD_HS_CLIENT_HELLO:
    case MBEDTLS_ERR_SSL_INVALID_RECORD:
    case MBEDTLS_ERR_SSL_BAD_INPUT_DATA:
      if (has_not_heard_tls() && !looks_as_tls(ssl_.in_hdr)) return Error::os(TlsError::not_tls);
      return is_too_long(ssl_.in_hdr) ? Error::os(TlsError::long_record) : broken(result);
    default: return broken(result);
  }
}

/// What a call of mbedTLS has come to, which did not do what it should.
Attempt Engine::result_of(int result) noexcept {
  if (result == MBEDTLS_ERR_SSL_WANT_READ || result == MBEDTLS_ERR_SSL_WANT_WRITE) {
    return Attempt::would_block();
  }
  if (below_failure_.has_failed()) {
    const Attempt failure = std::exchange(below_failure_, Attempt::moved(0));
    return fail(failure.error());
  }
  if (result == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY) return Attempt::end();
  return failure_ = fail(error_of(result));
}

// --- Moving bytes -------------------------------------------------------------------------------

int Engine::step() noexcept {
#if UASYNCIO_TLS_SERVER
  if (context_->is_server) return server_step();
#endif
  return mbedtls_ssl_handshake_step(&ssl_);
}

Attempt Engine::handshake() noexcept {
  if (failure_.has_failed()) return failure_;
  if (context_->verifies && context_->utc_s() == 0) {
    return failure_ = fail(Error::os(TlsError::time_not_set));
  }
  while (ssl_.state != MBEDTLS_SSL_HANDSHAKE_OVER) {
    if (ssl_.state == MBEDTLS_SSL_HANDSHAKE_WRAPUP) is_resumed_ = ssl_.handshake->resume != 0;
    const int result = step();
    if (result == 0 || must_try_again(result)) continue;
    if (result == MBEDTLS_ERR_SSL_CRYPTO_IN_PROGRESS) {
      below_->tell_soon(Interest::read);
      return Attempt::would_block();
    }
    const Attempt attempt = result_of(result);
    if (!detail::is_early_end(attempt)) return attempt;
    return failure_ = fail(detail::early_end());
  }
  received_ = 0;
  if (!context_->is_server) context_->keep_session(ssl_, peer_);
  return Attempt::moved(0);
}

Attempt Engine::try_read(std::span<std::byte> room) noexcept {
  if (failure_.has_failed()) return failure_;
  auto* const bytes = reinterpret_cast<unsigned char*>(room.data());
  for (;;) {
    const int result = mbedtls_ssl_read(&ssl_, bytes, room.size());
    if (result > 0) {
      received_ = 0;
      return Attempt::moved(static_cast<std::size_t>(result));
    }
    if (result == 0 && has_ended_) return result_of(MBEDTLS_ERR_SSL_CONN_EOF);
    // That we refuse to begin again need not be sent before there is room.
    if (result == MBEDTLS_ERR_SSL_WANT_WRITE) continue;
    if (result != 0 && !must_try_again(result)) return result_of(result);
  }
}

Attempt Engine::try_write(std::span<const std::byte> bytes) noexcept {
  if (failure_.has_failed()) return failure_;
  const Attempt flushed = flush();
  if (!flushed.has_moved()) return flushed;
  const auto longest = static_cast<std::size_t>(mbedtls_ssl_get_max_out_record_payload(&ssl_));
  const std::size_t size = std::min(bytes.size(), longest);
  const int result =
      mbedtls_ssl_write(&ssl_, reinterpret_cast<const unsigned char*>(bytes.data()), size);
  const bool is_taken = result > 0 || result == MBEDTLS_ERR_SSL_WANT_WRITE;
  return is_taken ? Attempt::moved(size) : result_of(result);
}

Attempt Engine::finish_writing() noexcept {
  if (failure_.has_failed()) return failure_;
  if (has_finished_) return Attempt::moved(0);
  const Attempt flushed = flush();
  if (!flushed.has_moved()) return flushed;
  const int result = mbedtls_ssl_close_notify(&ssl_);
  has_finished_ = result == 0 || result == MBEDTLS_ERR_SSL_WANT_WRITE;
  return has_finished_ ? Attempt::moved(0) : result_of(result);
}

/// Also of a broken connection: the peer is told why.
Attempt Engine::flush() noexcept {
  if (ssl_.out_left == 0) return Attempt::moved(0);
  const int result = mbedtls_ssl_flush_output(&ssl_);
  return result == 0 ? Attempt::moved(0) : result_of(result);
}

// --- Facts --------------------------------------------------------------------------------------

std::string_view Engine::extra_info(std::string_view name, std::span<char>) noexcept {
  const auto text_of = [](const char* text) {
    return text == nullptr ? std::string_view() : std::string_view(text);
  };
  if (name == "tls_version") return text_of(mbedtls_ssl_get_version(&ssl_));
  if (name == "cipher") return text_of(mbedtls_ssl_get_ciphersuite(&ssl_));
  if (name == "server_name") return context_->is_server ? asked_ : text_of(ssl_.hostname);
  if (name == "peer_certificate") return peer_;
  if (name == "alpn") return text_of(mbedtls_ssl_get_alpn_protocol(&ssl_));
  return name == "tls_resumed" && is_resumed_ ? "yes" : "";
}

}  // namespace uasyncio::mbedtls
