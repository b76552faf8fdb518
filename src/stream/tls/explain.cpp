// SPDX-License-Identifier: MIT
// Of stream/tls_context.hpp: what OpenSSL says, in words that a person understands.
#include "uasyncio/stream/tls_context.hpp"

#if UASYNCIO_HOSTED && UASYNCIO_TLS

#include "openssl.hpp"

#include <cstdio>
#include <openssl/err.h>
#include <openssl/x509v3.h>

namespace uasyncio::detail {
namespace {

/// "2026-01-02".
std::string date_of(const ASN1_TIME* time) {
  std::tm parts{};
  char text[32] = "";
  if (ASN1_TIME_to_tm(time, &parts) == 1) std::strftime(text, sizeof text, "%Y-%m-%d", &parts);
  return text;
}

/// A name is the peer's word: what it says goes to terminals and logs.
std::string as_printable(std::string_view name) {
  std::string text(name);
  for (char& each : text) {
    if (static_cast<unsigned char>(each) < ' ' || each == '\x7f') each = '?';
  }
  return text;
}

std::string common_name(const X509_NAME* name) {
  char text[256] = "";
  const int size = X509_NAME_get_text_by_NID(name, NID_commonName, text, sizeof text);
  if (size <= 0) return "somebody without a name";
  return as_printable({text, static_cast<std::size_t>(size)});
}

/// The names that a certificate is for, or the first ones.
std::string names_of(X509* certificate) {
  constexpr int most = 5;
  std::string text;
  int count = 0;
  const Owned<GENERAL_NAMES, &GENERAL_NAMES_free> names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (int index = 0; index < sk_GENERAL_NAME_num(names.get()); ++index) {
    const GENERAL_NAME* const each = sk_GENERAL_NAME_value(names.get(), index);
    if (each->type != GEN_DNS || ++count > most) continue;
    if (!text.empty()) text += ", ";
    text += as_printable({reinterpret_cast<const char*>(ASN1_STRING_get0_data(each->d.dNSName)),
                          static_cast<std::size_t>(ASN1_STRING_length(each->d.dNSName))});
  }
  if (count > most) text += " and " + std::to_string(count - most) + " more";
  return text.empty() ? common_name(X509_get_subject_name(certificate)) : text;
}

struct Reason {
  TlsError::Code code;
  std::string text;
};

Reason reason_of(int reason, X509* certificate, const std::string& owner,
                 const std::string& wanted) {
  switch (reason) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return {TlsError::expired, owner + " expired " + date_of(X509_get0_notAfter(certificate))};
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return {TlsError::not_yet_valid,
              owner + " is not valid before " + date_of(X509_get0_notBefore(certificate))};
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
      return {TlsError::self_signed, owner + " is self-signed, and not trusted"};
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return {TlsError::unknown_issuer, owner + " was issued by " +
                                            common_name(X509_get_issuer_name(certificate)) +
                                            ", whom nobody here trusts"};
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return {TlsError::wrong_host,
              "the certificate is for " + names_of(certificate) + ", not for " + wanted};
    case X509_V_ERR_EE_KEY_TOO_SMALL:
    case X509_V_ERR_CA_KEY_TOO_SMALL:
    case X509_V_ERR_CA_MD_TOO_WEAK: return {TlsError::weak_key, owner + " is too weak"};
    case X509_V_ERR_INVALID_PURPOSE:
      return {TlsError::bad_certificate, owner + " is for another purpose"};
    default: return {TlsError::bad_certificate, owner + " is not accepted"};
  }
}

}  // namespace

Error certificate_error(X509_STORE_CTX* store, const char* wanted) {
  X509* const certificate = X509_STORE_CTX_get_current_cert(store);
  const int reason = X509_STORE_CTX_get_error(store);
  if (certificate == nullptr) return Error::os(TlsError::bad_certificate);
  const bool is_host = X509_STORE_CTX_get_error_depth(store) == 0 && *wanted != '\0';
  const std::string owner =
      "certificate of " +
      (is_host ? std::string(wanted) : common_name(X509_get_subject_name(certificate)));
  const Reason found = reason_of(reason, certificate, owner, wanted);
  const std::string text = found.text + " (" + X509_verify_cert_error_string(reason) + ", X509 " +
                           std::to_string(reason) + ")";
  return Error::os(found.code, text);
}

Error openssl_error(unsigned long code) noexcept {
  const int reason = ERR_GET_REASON(code);
  if (reason == ERR_R_MALLOC_FAILURE) return Error::memory;
  if (ERR_GET_LIB(code) == ERR_LIB_SSL) {
    if (reason >= SSL_AD_REASON_OFFSET) {
      return in_words(Error::os(TlsError::alert + reason - SSL_AD_REASON_OFFSET));
    }
    switch (reason) {
      case SSL_R_UNEXPECTED_EOF_WHILE_READING: return in_words(Error::os(TlsError::truncated));
      case SSL_R_WRONG_VERSION_NUMBER:
      case SSL_R_HTTP_REQUEST:
      case SSL_R_HTTPS_PROXY_REQUEST:
      case SSL_R_UNKNOWN_PROTOCOL: return in_words(Error::os(TlsError::not_tls));
      case SSL_R_PACKET_LENGTH_TOO_LONG:
      case SSL_R_ENCRYPTED_LENGTH_TOO_LONG:
      case SSL_R_DATA_LENGTH_TOO_LONG: return in_words(Error::os(TlsError::long_record));
      case SSL_R_TOO_MANY_WARN_ALERTS:
      case SSL_R_TOO_MANY_KEY_UPDATES:
      case SSL_R_RECORD_TOO_SMALL:  // said of many that are empty
        return in_words(Error::os(TlsError::flooded));
      case SSL_R_UNSUPPORTED_PROTOCOL: return in_words(Error::os(TlsError::old_version));
      case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE:
        return in_words(Error::os(TlsError::no_certificate));
      default: break;
    }
  }
  const char* const said = ERR_reason_error_string(code);
  const std::string text = std::string("what came is not as TLS wants it: ") +
                           (said == nullptr ? "unknown" : said) + " (OpenSSL " +
                           std::to_string(reason) + ")";
  return Error::os(TlsError::broken, text);
}

}  // namespace uasyncio::detail

#endif
