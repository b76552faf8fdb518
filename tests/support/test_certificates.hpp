// SPDX-License-Identifier: MIT
// Certificates for tests of TLS, made when they are asked for: nothing secret is kept in files. On
// builds with OpenSSL only.
#pragma once

#include <ctime>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <string>

namespace test_certificates {

inline constexpr long day = 24 * 60 * 60;

/// A certificate and its key as PEM, one behind the other.
struct Identity {
  EVP_PKEY* key = nullptr;
  X509* certificate = nullptr;

  Identity() = default;
  Identity(const Identity&) = delete;
  Identity& operator=(const Identity&) = delete;
  ~Identity() {
    EVP_PKEY_free(key);
    X509_free(certificate);
  }
  std::string certificate_text() const {
    return text([this](BIO* bio) { PEM_write_bio_X509(bio, certificate); });
  }
  std::string text() const {
    return certificate_text() + text([this](BIO* bio) {
             PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr);
           });
  }

 private:
  template <class Write>
  static std::string text(Write write) {
    BIO* const bio = BIO_new(BIO_s_mem());
    write(bio);
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    std::string result(data, static_cast<std::size_t>(size));
    BIO_free(bio);
    return result;
  }
};

/// What is to be in a certificate.
struct Wish {
  const char* name = "example.org";
  const char* names = "DNS:example.org,IP:127.0.0.1";  // "" for none
  long begins_in = -day;
  long ends_in = 30 * day;
  unsigned rsa_bits = 0;  // 0: an elliptic curve, P-256
  bool is_issuer = false;
  const char* use = "";  // "serverAuth"; "" for any
  bool has_weak_sum = false;
};

inline void add_extension(X509* certificate, int what, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, &context, what, value);
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

/// Signed by `issuer`, or by itself if that is null.
inline void make(Identity& identity, const Wish& wish, const Identity* issuer) {
  identity.key = wish.rsa_bits != 0 ? EVP_RSA_gen(wish.rsa_bits) : EVP_EC_gen("P-256");
  X509* const certificate = identity.certificate = X509_new();
  static long serial = 1;
  X509_set_version(certificate, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial++);
  X509_gmtime_adj(X509_getm_notBefore(certificate), wish.begins_in);
  X509_gmtime_adj(X509_getm_notAfter(certificate), wish.ends_in);
  X509_set_pubkey(certificate, identity.key);
  X509_NAME* const name = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(wish.name), -1, -1, 0);
  X509* const above = issuer == nullptr ? certificate : issuer->certificate;
  X509_set_issuer_name(certificate, X509_get_subject_name(above));
  if (wish.is_issuer) add_extension(certificate, NID_basic_constraints, "critical,CA:TRUE");
  if (*wish.use != '\0') add_extension(certificate, NID_ext_key_usage, wish.use);
  if (*wish.names != '\0') add_extension(certificate, NID_subject_alt_name, wish.names);
  X509_sign(certificate, issuer == nullptr ? identity.key : issuer->key,
            wish.has_weak_sum ? EVP_sha1() : EVP_sha256());
}

/// One issuer, made once, and what it has signed.
inline const Identity& issuer() {
  static Identity identity;
  if (identity.key == nullptr) {
    make(identity, {.name = "Test Issuer", .names = "", .is_issuer = true}, nullptr);
  }
  return identity;
}

inline std::string trusted() { return issuer().certificate_text(); }

inline std::string signed_for(const Wish& wish = {}) {
  Identity identity;
  make(identity, wish, &issuer());
  return identity.text();
}

/// The same key and certificate each time.
inline const std::string& ordinary() {
  static const std::string text = signed_for();
  return text;
}

/// "2026-01-02", so many seconds from this moment.
inline std::string date_in(long seconds) {
  const std::time_t time = std::time(nullptr) + seconds;
  std::tm parts{};
  gmtime_r(&time, &parts);
  char text[16];
  std::strftime(text, sizeof text, "%Y-%m-%d", &parts);
  return text;
}

}  // namespace test_certificates
