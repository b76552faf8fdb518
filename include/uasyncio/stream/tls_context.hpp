// SPDX-License-Identifier: MIT
// TlsContext: what TLS connections have in common: certificates, whom to trust, sessions. On the
// host only, and with OpenSSL 3, if the library was built with it.
#pragma once

#include "uasyncio/port/config.hpp"

#if UASYNCIO_HOSTED

#include "uasyncio/stream/counted.hpp"
#include "uasyncio/stream/tls_device.hpp"
#include "uasyncio/stream/tls_error.hpp"

#include <cstdint>
#include <memory>
#include <span>

namespace uasyncio {

class TlsContext;

/// What is said of a context. Certificates and keys are PEM: the path of a file, or the text
/// itself, which begins with "-----BEGIN". Everything is copied.
struct TlsOptions {
  const char* certificate = nullptr;   // one's own, then those up to its issuer; servers need one
  const char* key = nullptr;           // of the certificate; null: in the same file
  const char* trusted = nullptr;       // whom to trust; null: a client trusts whom the system does
  const char* alpn = nullptr;          // protocols, the best first: "h2,http/1.1"
  const char* key_log_file = nullptr;  // for debugging: whoever has it can read all connections
  std::uint32_t handshake_limit_ms = 60'000;
  bool requires_client_certificate = false;  // of servers: issued by one of `trusted`
  // Of servers: a client that asks for a host that the certificate of one of these is for (SNI) is
  // shown that one. Nothing else of them is used; they may go before this context does.
  std::span<const TlsContext* const> other_hosts = {};
  // A client that sets one of these talks to anybody who comes between:
  bool trusts_any_certificate_of_anybody = false;
  bool trusts_any_certificate_for_any_host = false;
};

namespace detail {
struct OpensslContext;
}

/// TLS 1.3 or 1.2, never older; the peer's certificate is verified, and that it is for the host. A
/// client goes on with its last session with a host. Must outlive its connections. Not movable; for
/// tasks of one loop at a time.
class TlsContext {
 public:
  /// For clients. Reads files, never suspends; a mistake shows in `error`. From anywhere.
  static TlsContext client(const TlsOptions& options = {}) { return TlsContext(false, options); }
  /// The same for servers.
  static TlsContext server(const TlsOptions& options) { return TlsContext(true, options); }
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;
  virtual ~TlsContext();

  /// Error::none, or why no connection can be made with it: OSError (TlsError::bad_context), or
  /// (TlsError::unavailable) if the library was built without TLS. From anywhere.
  const Error& error() const noexcept { return error_; }
  std::uint32_t handshake_limit_ms() const noexcept { return handshake_limit_ms_; }

  /// An engine for a connection over `below`, for TlsDevice. `server_name` is the host that a
  /// client wants to talk to: a name or a number. Null, and the reason in `error`, if there is no
  /// memory for one, the context has an error, or a client that does not trust any host is not told
  /// one (TlsError::wrong_host). Never suspends. From the loop's thread.
  virtual std::unique_ptr<TlsEngine> engine(Device& below, const char* server_name,
                                            Error& error) const noexcept;

 protected:
  /// For a context with another engine, which overrides `engine`: with no files of its own.
  TlsContext(std::uint32_t handshake_limit_ms, const Error& error) noexcept;

 private:
  TlsContext(bool is_server, const TlsOptions& options);

  std::uint32_t handshake_limit_ms_;
  Error error_;
  detail::Counted<detail::OpensslContext> openssl_;  // the engines have it, too
};

}  // namespace uasyncio

#endif
