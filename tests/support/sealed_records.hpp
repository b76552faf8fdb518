// SPDX-License-Identifier: MIT
// Records of TLS 1.2 that are made by hand, and encrypted as the other side wants them: what
// OpenSSL itself would never send. On builds with OpenSSL only.
#pragma once

#include "tests/support/raw_tls.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <string>

namespace raw_tls {

enum Kind : char {
  change_of_cipher_record = 20,
  alert_record = 21,
  handshake_record = 22,
  data_record = 23
};

/// ECDHE-ECDSA-AES128-GCM-SHA256, after the handshake of a peer that has sent nothing since.
class Sealer {
 public:
  static constexpr const char* cipher = "ECDHE-ECDSA-AES128-GCM-SHA256";

  explicit Sealer(SSL* ssl) {
    constexpr std::size_t random = 32;
    unsigned char master[48];
    SSL_SESSION_get_master_key(SSL_get_session(ssl), master, sizeof master);
    std::string seed = "key expansion";
    unsigned char bytes[random];
    SSL_get_server_random(ssl, bytes, random);
    seed.append(reinterpret_cast<const char*>(bytes), random);
    SSL_get_client_random(ssl, bytes, random);
    seed.append(reinterpret_cast<const char*>(bytes), random);
    const auto block = expand(master, seed);
    const bool serves = SSL_is_server(ssl) == 1;
    std::copy_n(block.begin() + (serves ? 16 : 0), 16, key_.begin());
    std::copy_n(block.begin() + 32 + (serves ? 4 : 0), 4, nonce_.begin());
  }

  /// One more record.
  std::string seal(char kind, const std::string& text) {
    const std::string number = big_endian(number_++, 8);
    const std::string start = std::string(1, kind) + "\x03\x03";
    const std::string about = number + start + big_endian(text.size(), 2);
    const std::string rest = number + encrypted(number, about, text);
    return start + big_endian(rest.size(), 2) + rest;
  }
  std::string data(const std::string& text) { return seal(data_record, text); }
  std::string alert(char level, char number) {
    return seal(alert_record, std::string{level, number});
  }
  std::string end() { return alert(1, 0); }

 private:
  static std::string big_endian(std::uint64_t value, int bytes) {
    std::string text;
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
      text += static_cast<char>(value >> shift & 255);
    }
    return text;
  }
  static std::array<unsigned char, 40> expand(unsigned char (&master)[48], std::string seed) {
    std::array<unsigned char, 40> block{};
    EVP_KDF* const kdf = EVP_KDF_fetch(nullptr, "TLS1-PRF", nullptr);
    EVP_KDF_CTX* const context = EVP_KDF_CTX_new(kdf);
    char sum[] = "SHA256";
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, sum, 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SECRET, master, sizeof master),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SEED, seed.data(), seed.size()),
        OSSL_PARAM_construct_end()};
    EVP_KDF_derive(context, block.data(), block.size(), parameters);
    EVP_KDF_CTX_free(context);
    EVP_KDF_free(kdf);
    return block;
  }
  std::string encrypted(const std::string& number, const std::string& about,
                        const std::string& text) const {
    unsigned char nonce[12];
    std::copy(nonce_.begin(), nonce_.end(), nonce);
    std::copy(number.begin(), number.end(), nonce + 4);
    std::string result(text.size() + 16, '\0');
    auto* const out = reinterpret_cast<unsigned char*>(result.data());
    EVP_CIPHER_CTX* const context = EVP_CIPHER_CTX_new();
    int size = 0;
    EVP_EncryptInit_ex(context, EVP_aes_128_gcm(), nullptr, key_.data(), nonce);
    EVP_EncryptUpdate(context, nullptr, &size, reinterpret_cast<const unsigned char*>(about.data()),
                      static_cast<int>(about.size()));
    EVP_EncryptUpdate(context, out, &size, reinterpret_cast<const unsigned char*>(text.data()),
                      static_cast<int>(text.size()));
    EVP_EncryptFinal_ex(context, out + size, &size);
    EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_GET_TAG, 16, out + text.size());
    EVP_CIPHER_CTX_free(context);
    return result;
  }

  std::array<unsigned char, 16> key_{};
  std::array<unsigned char, 4> nonce_{};
  std::uint64_t number_ = 1;  // that of the handshake's end was 0
};

}  // namespace raw_tls
