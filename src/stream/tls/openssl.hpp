// SPDX-License-Identifier: MIT
// Of stream/tls_context.hpp: what its sources share.
#pragma once

#include "uasyncio/stream/tls_context.hpp"

#if UASYNCIO_TLS

#include <map>
#include <openssl/ssl.h>
#include <string>
#include <vector>

namespace uasyncio::detail {

template <auto free>
struct FreeWith {
  template <class Object>
  void operator()(Object* object) const noexcept {
    free(object);
  }
};
template <class Object, auto free>
using Owned = std::unique_ptr<Object, FreeWith<free>>;
using OwnedSsl = Owned<SSL, &SSL_free>;
using OwnedBio = Owned<BIO, &BIO_free_all>;

struct OpensslContext {
  ~OpensslContext();

  unsigned references = 0;
  SSL_CTX* ctx = nullptr;
  bool is_server = false;
  bool trusts_any_host = false;
  std::string alpn;  // each with its length in front
  std::FILE* key_log = nullptr;
  std::map<std::string, SSL_SESSION*> sessions;  // the last one with each host
  std::vector<Counted<OpensslContext>> other_hosts;

  void keep(const std::string& server_name, SSL_SESSION* session);
};

/// From here on a server shows the certificate that is for the host that a client asks for.
void choose_certificate_by_host(OpensslContext& context) noexcept;

/// A device as OpenSSL's source and sink.
BIO* new_device_bio(class OpensslEngine& engine) noexcept;

/// What OpenSSL said last, and why the certificate was refused, as an Error.
Error openssl_error(unsigned long code) noexcept;
/// Why a certificate is not accepted; `wanted` is the host that it should be for, "" if any.
Error certificate_error(X509_STORE_CTX* store, const char* wanted);

/// As much as the engine keeps.
class OpensslEngine final : public TlsEngine {
 public:
  OpensslEngine(Device& below, Counted<OpensslContext> context) noexcept
      : below_(&below), context_(std::move(context)) {}
  ~OpensslEngine() override;

  /// Error::none, or why there can be none.
  Error open(const char* server_name) noexcept;

  Attempt handshake() noexcept override;
  Attempt try_read(std::span<std::byte> room) noexcept override;
  Attempt try_write(std::span<const std::byte> bytes) noexcept override;
  Attempt finish_writing() noexcept override;
  Attempt flush() noexcept override;
  Error error() const noexcept override { return error_; }
  std::string_view extra_info(std::string_view name, std::span<char> room) noexcept override;

  // For OpenSSL's callbacks.
  static OpensslEngine& of(const SSL* ssl) noexcept {
    return *static_cast<OpensslEngine*>(SSL_get_app_data(ssl));
  }
  OpensslContext& context() const noexcept { return *context_.get(); }
  const std::string& server_name() const noexcept { return server_name_; }
  void refuse(const Error& error) noexcept { refused_ = error; }
  void note_record() noexcept;
  Attempt receive(std::span<std::byte> room) noexcept;
  Attempt send(std::span<const std::byte> bytes) noexcept;
  void below_failed(Attempt attempt) noexcept { below_failure_ = attempt; }

 private:
  bool set_host(const char* server_name) noexcept;
  Attempt result_of(int result) noexcept;
  Attempt fail(const Error& error) noexcept;
  bool keep(std::span<const std::byte> bytes) noexcept;

  Device* below_;
  Counted<OpensslContext> context_;
  OwnedSsl ssl_;
  std::string server_name_;
  Attempt failure_ = Attempt::moved(0);        // of TLS: for good
  Attempt below_failure_ = Attempt::moved(0);  // of the device below, since the last try
  Error error_;
  Error refused_;                      // the peer's certificate
  std::unique_ptr<std::byte[]> kept_;  // encrypted, and not taken by the device below yet
  unsigned records_without_data_ = 0;  // in a row, after the handshake
  std::size_t kept_begin_ = 0;
  std::size_t kept_end_ = 0;
  std::size_t kept_room_ = 0;
};

}  // namespace uasyncio::detail

#endif
