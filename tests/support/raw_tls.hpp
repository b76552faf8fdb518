// SPDX-License-Identifier: MIT
// A peer that is OpenSSL itself, over our streams: a test makes its records by hand, sends them in
// pieces, or only some of them. On builds with OpenSSL only.
#pragma once

#include "tests/support/test_certificates.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <string>
#include <uasyncio.hpp>
#include <utility>

namespace raw_tls {

namespace asyncio = uasyncio;
using asyncio::Coro;

/// For a client that trusts anybody.
inline SSL_CTX* client_context(int version = TLS1_3_VERSION) {
  SSL_CTX* const ctx = SSL_CTX_new(TLS_client_method());
  SSL_CTX_set_max_proto_version(ctx, version);
  return ctx;
}

/// For a server that shows this, however weak it is.
inline SSL_CTX* server_context(const test_certificates::Identity& identity,
                               int version = TLS1_3_VERSION) {
  SSL_CTX* const ctx = SSL_CTX_new(TLS_server_method());
  SSL_CTX_set_max_proto_version(ctx, version);
  SSL_CTX_set_security_level(ctx, 0);
  SSL_CTX_use_certificate(ctx, identity.certificate);
  SSL_CTX_use_PrivateKey(ctx, identity.key);
  return ctx;
}

constexpr std::size_t record_header = 5;  // its type, a version, and the length of the rest

/// Of the first one.
inline std::size_t record_size(const std::string& records) {
  const auto byte = [&records](std::size_t at) { return static_cast<unsigned char>(records[at]); };
  return record_header + byte(3) * 256u + byte(4);
}

/// The messages of a handshake that are not encrypted, in records of a byte each, with something
/// between them.
inline std::string in_records_of_a_byte(std::string records, const std::string& between = "") {
  constexpr char change_of_cipher = 20;
  constexpr char handshake = 22;
  std::string all;
  bool is_encrypted = false;  // in TLS 1.2, behind a change of cipher
  while (!records.empty()) {
    const std::size_t size = record_size(records);
    is_encrypted = is_encrypted || records[0] == change_of_cipher;
    const bool is_cut = records[0] == handshake && !is_encrypted;
    if (!is_cut) all += records.substr(0, size);
    for (std::size_t at = record_header; is_cut && at != size; ++at) {
      all += records.substr(0, 3) + std::string("\0\1", 2) + records[at] + between;
    }
    records.erase(0, size);
  }
  return all;
}

/// One side of a connection. Takes the context.
class Peer {
 public:
  Peer(asyncio::StreamReader& reader, asyncio::StreamWriter& writer, SSL_CTX* ctx)
      : ssl(SSL_new(ctx)), reader_(&reader), writer_(&writer), ctx_(ctx) {
    SSL_set_bio(ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    if (SSL_is_server(ssl) == 1) {
      SSL_set_accept_state(ssl);
    } else {
      SSL_set_connect_state(ssl);
    }
  }
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;
  ~Peer() {
    SSL_free(ssl);
    SSL_CTX_free(ctx_);
    ERR_clear_error();
  }

  /// What OpenSSL has written meanwhile: all of it, or as many records as it may yet.
  Coro<> send() {
    std::string records = take();
    if (changes_byte < records.size()) records[changes_byte] ^= 0x55;
    changes_byte = ~std::size_t{0};
    if (cuts_handshake_up) records = in_records_of_a_byte(std::move(records), between);
    while (!records.empty() && records_left != 0) {
      const std::size_t size = record_size(records);
      co_await writer_->awrite(std::string_view(records).substr(0, size));
      records.erase(0, size);
      --records_left;
    }
    is_cut = is_cut || !records.empty();
  }
  /// These, and not what OpenSSL has written.
  Coro<> send_bytes(std::string bytes) { co_await writer_->awrite(bytes); }
  /// False at the end.
  Coro<bool> receive() {
    const std::string_view bytes = co_await reader_->read();
    if (!bytes.empty()) {
      BIO_write(SSL_get_rbio(ssl), bytes.data(), static_cast<int>(bytes.size()));
    }
    co_return !bytes.empty();
  }
  /// False if there is none, and OpenSSL's errors are left to be looked at.
  Coro<bool> handshake() {
    for (;;) {
      const int result = SSL_do_handshake(ssl);
      const bool is_hopeless = result != 1 && SSL_get_error(ssl, result) != SSL_ERROR_WANT_READ;
      co_await send();
      if (result == 1 || is_hopeless || is_cut) co_return result == 1 && !is_cut;
      const bool has_come = co_await receive();
      if (!has_come) co_return false;
    }
  }
  Coro<> say(std::string text) {
    SSL_write(ssl, text.data(), static_cast<int>(text.size()));
    co_await send();
  }
  /// The next bytes of text; none at the end.
  Coro<std::string> hear() {
    char text[100];
    int size = 0;
    while ((size = SSL_read(ssl, text, sizeof text)) <= 0) {
      const bool has_come = co_await receive();
      if (!has_come) co_return "";
    }
    co_return std::string(text, static_cast<std::size_t>(size));
  }
  Coro<std::string> ask(std::string text) {
    co_await say(std::move(text));
    co_return co_await hear();
  }

  SSL* ssl;
  bool cuts_handshake_up = false;              // into records of a byte
  std::string between = {};                    // those
  std::size_t changes_byte = ~std::size_t{0};  // of those that are sent first
  std::size_t records_left = ~std::size_t{0};
  bool is_cut = false;  // it has more records to send than it may

 private:
  std::string take() {
    char* data = nullptr;
    const auto size = static_cast<std::size_t>(BIO_get_mem_data(SSL_get_wbio(ssl), &data));
    std::string records(data, size);
    (void)BIO_reset(SSL_get_wbio(ssl));
    return records;
  }

  asyncio::StreamReader* reader_;
  asyncio::StreamWriter* writer_;
  SSL_CTX* ctx_;
};

}  // namespace raw_tls
