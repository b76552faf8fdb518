// SPDX-License-Identifier: MIT
// TLS by mbedTLS 2.28, for chips: clients and servers of TLS 1.2, whose memory is bounded and which
// compute in steps. Where the library was built with it (UASYNCIO_MBEDTLS is 1).
#pragma once

#include "uasyncio/stream/tls_device.hpp"
#include "uasyncio/stream/tls_error.hpp"

#include "ports/mbedtls/platform.hpp"

#include <cstdint>
#include <memory>

namespace uasyncio::mbedtls {

/// What is said of a context. Certificates and keys are PEM, the text itself. Everything is copied.
struct Options {
  const char* certificate = nullptr;  // one's own, then those up to its issuer; servers need one
  const char* key = nullptr;          // of the certificate; null: in the same text
  const char* trusted = nullptr;      // whom to trust: one certificate or several; clients need it
  const char* alpn = nullptr;         // protocols, the best first: "h2,http/1.1"; at most four
  // For debugging: is called with each line of a key log, as Wireshark reads it. Whoever has them
  // can read all connections.
  void (*key_log)(const char* line) noexcept = nullptr;
  std::uint32_t handshake_limit_ms = 60'000;
  bool requires_client_certificate = false;            // of servers: issued by one of `trusted`
  std::int64_t (*utc_s)() noexcept = &mbedtls::utc_s;  // whether certificates are valid
  // A client that sets one of these talks to anybody who comes between:
  bool trusts_any_certificate_of_anybody = false;
  bool trusts_any_certificate_for_any_host = false;
};

struct ContextState;

/// TLS 1.2; the peer's certificate is verified, and that it is for the host. A client goes on with
/// its last session, if it was with the same host; a server with each that it has given a ticket
/// for. Must outlive its connections. Not movable; for tasks of one loop at a time.
class Context {
 public:
  /// For clients. Never suspends; a mistake shows in `error`. From a task.
  static Context client(const Options& options) noexcept { return Context(false, options); }
  /// The same for servers. OSError (TlsError::unavailable) if the library was built without them
  /// (UASYNCIO_TLS_SERVER).
  static Context server(const Options& options) noexcept { return Context(true, options); }
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
  virtual ~Context();

  /// Error::none, or why no connection can be made with it: OSError (TlsError::bad_context), or
  /// MemoryError. From anywhere.
  const Error& error() const noexcept { return error_; }
  std::uint32_t handshake_limit_ms() const noexcept { return handshake_limit_ms_; }

  /// An engine for a connection over `below`, for TlsDevice. `server_name` is the host that a
  /// client wants to talk to: a name or a number as "10.0.2.2". Null, and the reason in `error`, if
  /// there is no memory for one or the context has an error. Never suspends. From the loop's
  /// thread.
  // Virtual, so that a program that makes no context does not link mbedTLS.
  virtual std::unique_ptr<TlsEngine> engine(Device& below, const char* server_name,
                                            Error& error) const noexcept;

 private:
  Context(bool is_server, const Options& options) noexcept;

  std::uint32_t handshake_limit_ms_;
  ContextState* state_ = nullptr;
  Error error_;
};

}  // namespace uasyncio::mbedtls
