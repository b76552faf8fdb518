// SPDX-License-Identifier: MIT
// A key log, in the form that Wireshark and curl have: "CLIENT_RANDOM", that number, and the
// secret.
#include "ports/mbedtls/engine.hpp"

#include <algorithm>

namespace uasyncio::mbedtls {
namespace {

constexpr std::size_t random_size = 32;
constexpr std::size_t secret_size = 48;
constexpr std::string_view label = "CLIENT_RANDOM ";

char* write_hexadecimal(char* place, const unsigned char* bytes, std::size_t size) noexcept {
  for (const unsigned char each : std::span(bytes, size)) {
    *place++ = "0123456789abcdef"[each >> 4];
    *place++ = "0123456789abcdef"[each & 15];
  }
  return place;
}

}  // namespace

int log_key(void* self, const unsigned char* master, const unsigned char*, std::size_t, std::size_t,
            std::size_t, const unsigned char* client_random, const unsigned char*,
            mbedtls_tls_prf_types) noexcept {
  char line[label.size() + 2 * random_size + 1 + 2 * secret_size + 1];
  char* place = std::copy(label.begin(), label.end(), line);
  place = write_hexadecimal(place, client_random, random_size);
  *place++ = ' ';
  *write_hexadecimal(place, master, secret_size) = '\0';
  static_cast<const ContextState*>(self)->key_log(line);
  return 0;
}

}  // namespace uasyncio::mbedtls
