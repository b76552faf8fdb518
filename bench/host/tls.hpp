// SPDX-License-Identifier: MIT
// The TLS benchmark: clients that are OpenSSL itself, in a process of their own, and what is
// measured of the server: its time.
#pragma once

#include "bench/harness.hpp"
#include "bench/host/loopback.hpp"
#include "tests/support/test_certificates.hpp"

#include <cstdint>
#include <cstdlib>
#include <openssl/ssl.h>
#include <unistd.h>
#include <vector>

namespace tls {

using loopback::end_client;

constexpr long handshakes = 1'000;
constexpr std::size_t piece_size = 64 * 1024;
constexpr long pieces = 4 * 1024;  // 256 MB

/// Connects so many times, one after the other, and takes all that comes.
inline pid_t start_client(std::uint16_t port, long times) {
  const pid_t child = fork();
  if (child != 0) return child;
  SSL_CTX* const ctx = SSL_CTX_new(TLS_client_method());
  std::vector<char> room(256 * 1024);
  for (long time = 0; time != times; ++time) {
    const int connection = loopback::connect_to(port);
    SSL* const ssl = SSL_new(ctx);
    SSL_set_fd(ssl, connection);
    while (SSL_connect(ssl) == 1 &&
           SSL_read(ssl, room.data(), static_cast<int>(room.size())) > 0) {
    }
    SSL_shutdown(ssl);
    SSL_free(ssl);
    close(connection);
  }
  std::_Exit(0);
}

inline void report_handshakes(bench::Times taken) {
  bench::report("TLS 1.3 handshake, P-256, CPU", taken, handshakes);
}
inline void report_bulk(bench::Times taken) {
  bench::report("bulk over TLS, 64 KB, CPU", taken, pieces);
}

}  // namespace tls
