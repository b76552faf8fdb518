// SPDX-License-Identifier: MIT
// TlsError: what can go wrong with TLS, as codes.
#pragma once

#include "uasyncio/port/error.hpp"

namespace uasyncio {

/// The codes of the OSError that TLS fails with: `error == Error::os(TlsError::expired)`. The error
/// of a handshake says in its text what exactly is wrong; each later one says it in general.
struct TlsError {
  enum Code : std::int16_t {
    unavailable = 20'000,  // this build has no TLS
    bad_context,           // a file of the context cannot be used
    not_tls,               // the peer speaks something else
    truncated,             // the connection has ended, and the peer had not said so in TLS
    expired,               // from here on: the peer's certificate
    not_yet_valid,
    self_signed,
    unknown_issuer,
    wrong_host,
    weak_key,
    bad_certificate,
    no_certificate,  // a client has shown none
    old_version,     // the peer knows nothing as new as TLS 1.2
    broken,          // the peer does not keep to TLS, or what it sent was changed on the way
    flooded,         // the peer sends and sends, and none of it is data
    time_not_set,    // nobody knows here whether a certificate is valid today
    long_record,     // longer than TLS allows, or, on a chip, than there is room for
    alert = 20'256,  // the peer has refused: plus the number of its alert, as in RFC 8446
  };
};

namespace detail {
/// An error of TLS without a text is given one; others stay as they are.
Error in_words(const Error& error) noexcept;
}  // namespace detail

}  // namespace uasyncio
