// SPDX-License-Identifier: MIT
// What is wrong with TLS in general, where nobody remembers the particular: a device's answer has
// room for a code, and none for a text.
#include "uasyncio/stream/tls_error.hpp"

#if UASYNCIO_HOSTED
#include <string>
#endif

namespace uasyncio::detail {
namespace {

const char* text_of(int code) noexcept {
  switch (code) {
    case TlsError::unavailable: return "this build has no TLS";
    case TlsError::bad_context: return "the TLS context cannot be used";
    case TlsError::not_tls: return "the peer does not speak TLS";
    case TlsError::truncated:
      return "the connection ended without the end of TLS: what came may not be all";
    case TlsError::expired: return "the peer's certificate has expired";
    case TlsError::not_yet_valid: return "the peer's certificate is not valid yet";
    case TlsError::self_signed: return "the peer's certificate is self-signed";
    case TlsError::unknown_issuer: return "the issuer of the peer's certificate is not trusted";
    case TlsError::wrong_host: return "the peer's certificate is for another host";
    case TlsError::weak_key: return "the key of the peer's certificate is too weak";
    case TlsError::bad_certificate: return "the peer's certificate is not accepted";
    case TlsError::no_certificate: return "the peer has shown no certificate";
    case TlsError::old_version: return "the peer knows nothing as new as TLS 1.2";
    case TlsError::broken: return "what came is not as TLS wants it";
    case TlsError::flooded: return "the peer sends record after record without data";
    case TlsError::time_not_set: return "time not set: is a certificate valid today?";
    case TlsError::long_record: return "a record of the peer is longer than there is room for";
    default: return nullptr;
  }
}

#if UASYNCIO_HOSTED

struct Alert {
  int number;
  const char* name;
};

constexpr Alert alerts[] = {
    {10, "unexpected message"},
    {20, "bad record"},
    {22, "too long a record"},
    {40, "handshake failure"},
    {42, "bad certificate"},
    {43, "unsupported certificate"},
    {44, "certificate revoked"},
    {45, "certificate expired"},
    {46, "certificate not accepted"},
    {47, "illegal parameter"},
    {48, "unknown issuer of the certificate"},
    {49, "access denied"},
    {50, "decoding failed"},
    {51, "decryption failed"},
    {70, "no common version of TLS"},
    {71, "too little security"},
    {80, "internal error"},
    {90, "cancelled there"},
    {100, "no renegotiation"},
    {109, "missing extension"},
    {110, "unsupported extension"},
    {112, "unknown host name"},
    {116, "certificate required"},
    {120, "no common protocol (ALPN)"},
};

Error alert_in_words(const Error& error) {
  const int number = error.code - TlsError::alert;
  std::string text = "the peer has refused: ";
  for (const Alert& each : alerts) {
    if (each.number == number) text += each.name + std::string(" ");
  }
  text += "(alert " + std::to_string(number) + ")";
  return error(text);
}

#else

/// The number of the alert is that of the error less `TlsError::alert`.
Error alert_in_words(const Error& error) { return error("the peer has refused"); }

#endif

}  // namespace

Error in_words(const Error& error) noexcept {
  constexpr int alerts_at_most = 256;
  if (error.kind != ErrorKind::os || *error.text() != '\0') return error;
  if (const char* const text = text_of(error.code)) return error(text);
  const bool is_alert =
      error.code >= TlsError::alert && error.code < TlsError::alert + alerts_at_most;
  return is_alert ? alert_in_words(error) : error;
}

}  // namespace uasyncio::detail
