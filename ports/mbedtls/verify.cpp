// SPDX-License-Identifier: MIT
// Whether a certificate is accepted: mbedTLS looks at signatures and names; the dates and numbers
// of hosts are looked at here. And why not, in words that a person understands.
#include "ports/mbedtls/engine.hpp"
#include "ports/mbedtls/sentence.hpp"

#include <charconv>
#include <chrono>
#include <cstring>
#include <mbedtls/oid.h>
#include <mbedtls/ssl_internal.h>

#if UASYNCIO_HOSTED
#include <arpa/inet.h>
#endif

namespace uasyncio::mbedtls {
namespace {

std::int64_t seconds_until(const mbedtls_x509_time& time) noexcept {
  using namespace std::chrono;
  const year_month_day date{year(time.year), month(static_cast<unsigned>(time.mon)),
                            day(static_cast<unsigned>(time.day))};
  const auto of_day = hours(time.hour) + minutes(time.min) + seconds(time.sec);
  return (sys_days(date).time_since_epoch() + of_day).count();
}

std::string_view text_of(const mbedtls_x509_buf& piece) noexcept {
  return {reinterpret_cast<const char*>(piece.p), piece.len};
}

std::string_view common_name(const mbedtls_x509_name& name) noexcept {
  for (const mbedtls_x509_name* each = &name; each != nullptr; each = each->next) {
    const bool is_it = text_of(each->oid) == std::string_view(MBEDTLS_OID_AT_CN);
    if (is_it && each->val.len != 0) return text_of(each->val);
  }
  return "somebody without a name";
}

bool is_alternative(const mbedtls_x509_sequence& each, int kind) noexcept {
  return each.buf.p != nullptr && (each.buf.tag & MBEDTLS_ASN1_TAG_VALUE_MASK) == kind;
}

/// "10.0.2.2" as four bytes; false if it is not such a one.
bool parse_number(std::string_view text, unsigned char (&bytes)[4]) noexcept {
  const char* place = text.data();
  const char* const end = place + text.size();
  for (unsigned char& byte : bytes) {
    if (&byte != bytes && (place == end || *place++ != '.')) return false;
    const auto [rest, error] = std::from_chars(place, end, byte);
    if (error != std::errc()) return false;
    place = rest;
  }
  return place == end;
}

bool has_number(const mbedtls_x509_crt& certificate, std::string_view bytes) noexcept {
  constexpr int ip_address = 7;  // of RFC 5280
  for (const auto* each = &certificate.subject_alt_names; each != nullptr; each = each->next) {
    if (is_alternative(*each, ip_address) && text_of(each->buf) == bytes) return true;
  }
  return false;
}

template <std::size_t size>
std::string_view as_text(const unsigned char (&bytes)[size]) noexcept {
  return {reinterpret_cast<const char*>(bytes), size};
}

bool is_for_number(const mbedtls_x509_crt& certificate, const char* number) noexcept {
  unsigned char wanted[4];
  if (parse_number(number, wanted)) return has_number(certificate, as_text(wanted));
#if UASYNCIO_HOSTED
  unsigned char longer[16];
  if (inet_pton(AF_INET6, number, longer) == 1) return has_number(certificate, as_text(longer));
#endif
  return false;
}

bool is_same_name(std::string_view one, std::string_view other) noexcept {
  const auto lower = [](char each) { return each >= 'A' && each <= 'Z' ? each | ' ' : each; };
  for (std::size_t index = 0; index < one.size() && index < other.size(); ++index) {
    if (lower(one[index]) != lower(other[index])) return false;
  }
  return one.size() == other.size();
}

/// A wildcard for all names of a country is none, but mbedTLS takes it: a host of so few words must
/// be named itself.
bool is_for_all_of_a_domain(const mbedtls_x509_crt& certificate, const char* host) noexcept {
  const char* const dot = std::strchr(host, '.');
  if (dot == nullptr || std::strchr(dot + 1, '.') != nullptr) return false;
  for (const auto* each = &certificate.subject_alt_names; each != nullptr; each = each->next) {
    const bool is_name = is_alternative(*each, MBEDTLS_X509_SAN_DNS_NAME);
    if (is_name && is_same_name(text_of(each->buf), host)) return false;
  }
  return !is_same_name(common_name(certificate.subject), host);
}

/// The names that a certificate is for, or the first ones.
void name_hosts(Sentence& sentence, const mbedtls_x509_crt& certificate) noexcept {
  constexpr unsigned most = 2;
  const char* comma = "";
  unsigned count = 0;
  for (const auto* each = &certificate.subject_alt_names; each != nullptr; each = each->next) {
    if (!is_alternative(*each, MBEDTLS_X509_SAN_DNS_NAME) || ++count > most) continue;
    sentence << comma << text_of(each->buf);
    comma = ", ";
  }
  if (count > most) (sentence << " and ").decimal(count - most) << " more";
  if (*comma == '\0') sentence << common_name(certificate.subject);
}

/// "2026-01-02".
void write_date(Sentence& sentence, const mbedtls_x509_time& time) noexcept {
  sentence.decimal(static_cast<unsigned>(time.year)) << "-";
  sentence.two_digits(static_cast<unsigned>(time.mon)) << "-";
  sentence.two_digits(static_cast<unsigned>(time.day));
}

constexpr std::uint32_t weak_flags =
    MBEDTLS_X509_BADCERT_BAD_KEY | MBEDTLS_X509_BADCERT_BAD_MD | MBEDTLS_X509_BADCERT_BAD_PK;

bool is_self_signed(const mbedtls_x509_crt& certificate) noexcept {
  return text_of(certificate.issuer_raw) == text_of(certificate.subject_raw);
}

}  // namespace

/// What is wrong beside that which mbedTLS has found.
std::uint32_t Engine::objections(const mbedtls_x509_crt& certificate, int depth) const noexcept {
  const std::int64_t now = context_->utc_s();
  std::uint32_t flags = 0;
  if (now > seconds_until(certificate.valid_to)) flags |= MBEDTLS_X509_BADCERT_EXPIRED;
  if (now < seconds_until(certificate.valid_from)) flags |= MBEDTLS_X509_BADCERT_FUTURE;
  if (depth != 0) return flags;
  const bool is_for_another =
      *number_ != '\0'
          ? !is_for_number(certificate, number_)
          : ssl_.hostname != nullptr && is_for_all_of_a_domain(certificate, ssl_.hostname);
  return is_for_another ? flags | MBEDTLS_X509_BADCERT_CN_MISMATCH : flags;
}

int Engine::on_certificate(void* self, mbedtls_x509_crt* certificate, int depth,
                           std::uint32_t* flags) noexcept {
  Engine& engine = *static_cast<Engine*>(self);
  *flags |= engine.objections(*certificate, depth);
  if (depth == 0) engine.note_peer(certificate->subject);
  if (engine.context_->trusts_any_host) {
    *flags &= ~std::uint32_t{MBEDTLS_X509_BADCERT_CN_MISMATCH};
  }
  if (*flags != 0 && !engine.refused_) {
    engine.refused_ = engine.refusal(*certificate, depth, *flags);
  }
  return 0;
}

/// "/O=Example/CN=example.org".
void Engine::note_peer(const mbedtls_x509_name& subject) noexcept {
  Sentence sentence;  // the common one is of errors
  for (const mbedtls_x509_name* each = &subject; each != nullptr; each = each->next) {
    const char* kind = nullptr;
    if (mbedtls_oid_get_attr_short_name(&each->oid, &kind) != 0) kind = "?";
    sentence << "/" << kind << "=" << text_of(each->val);
  }
  const std::string_view text(sentence.text());
  peer_[text.copy(peer_, sizeof peer_ - 1)] = '\0';
}

/// mbedTLS asks what a certificate is for when it has accepted it otherwise.
Error Engine::refusal_of_use() const noexcept {
  const std::uint32_t flags = ssl_.session_negotiate->verify_result;
  Sentence& sentence = new_sentence()
                       << "certificate of " << (*wanted() == '\0' ? peer_ : wanted());
  sentence << " is for another purpose (mbedTLS ";
  sentence.hexadecimal(flags) << ")";
  return sentence.error(TlsError::bad_certificate);
}

Error Engine::refusal(const mbedtls_x509_crt& certificate, int depth,
                      std::uint32_t flags) noexcept {
  Sentence& sentence = new_sentence();
  const bool is_host = depth == 0 && *wanted() != '\0';
  const std::string_view owner = is_host ? wanted() : common_name(certificate.subject);
  TlsError::Code code = TlsError::bad_certificate;
  const bool is_untrusted = (flags & MBEDTLS_X509_BADCERT_NOT_TRUSTED) != 0;
  const auto is_flagged = [flags](std::uint32_t which) { return (flags & which) != 0; };
  if (!is_untrusted && is_flagged(MBEDTLS_X509_BADCERT_CN_MISMATCH)) {
    code = TlsError::wrong_host;
    name_hosts(sentence << "the certificate is for ", certificate);
    sentence << ", not for " << wanted();
  } else {
    sentence << "certificate of " << owner;
    if (is_flagged(weak_flags)) {
      code = TlsError::weak_key;
      sentence << " is too weak";
    } else if (is_untrusted && is_self_signed(certificate)) {
      code = TlsError::self_signed;
      sentence << " is self-signed, and not trusted";
    } else if (is_untrusted) {
      code = TlsError::unknown_issuer;
      sentence << " was issued by " << common_name(certificate.issuer)
               << ", whom nobody here trusts";
    } else if (is_flagged(MBEDTLS_X509_BADCERT_EXPIRED)) {
      code = TlsError::expired;
      write_date(sentence << " expired ", certificate.valid_to);
    } else if (is_flagged(MBEDTLS_X509_BADCERT_FUTURE)) {
      code = TlsError::not_yet_valid;
      write_date(sentence << " is not valid before ", certificate.valid_from);
    } else {
      sentence << " is not accepted";
    }
  }
  (sentence << " (mbedTLS ").hexadecimal(flags) << ")";
  return sentence.error(code);
}

}  // namespace uasyncio::mbedtls
