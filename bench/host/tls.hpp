// SPDX-License-Identifier: MIT
// The TLS benchmark: clients that are OpenSSL itself, in a process of their own, and what is
// measured of the server: its time, its heap, and how long its loop stands still.
#pragma once

#include "bench/harness.hpp"
#include "bench/host/loopback.hpp"
#include "tests/support/test_certificates.hpp"

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <malloc.h>
#include <openssl/ssl.h>
#include <unistd.h>
#include <vector>

namespace tls {

using loopback::end_client;

constexpr long handshakes = 400;
constexpr std::size_t piece_size = 64 * 1024;
constexpr long pieces = 2 * 1024;  // 128 MB
constexpr int idle_connections = 200;
constexpr int timed_handshakes = 100;

/// What a client does with each of its connections.
struct Client {
  std::uint16_t port;
  long times = 1;            // one after the other
  const char* request = "";  // what it says first
  bool ends_first = false;   // or it takes all that comes
};

inline void talk(SSL* ssl, const Client& client, std::vector<char>& room) {
  if (SSL_connect(ssl) != 1) return;
  if (*client.request != '\0') {
    SSL_write(ssl, client.request, static_cast<int>(std::strlen(client.request)));
  }
  if (client.ends_first) SSL_shutdown(ssl);
  while (SSL_read(ssl, room.data(), static_cast<int>(room.size())) > 0) {
  }
  if (!client.ends_first) SSL_shutdown(ssl);
}

[[noreturn]] inline void play(const Client& client) {
  SSL_CTX* const ctx = SSL_CTX_new(TLS_client_method());
  std::vector<char> room(256 * 1024);
  for (long time = 0; time != client.times; ++time) {
    const int connection = loopback::connect_to(client.port);
    SSL* const ssl = SSL_new(ctx);
    SSL_set_fd(ssl, connection);
    talk(ssl, client, room);
    SSL_free(ssl);
    close(connection);
  }
  std::_Exit(0);
}

inline pid_t start_client(const Client& client) {
  std::fflush(stdout);
  const pid_t child = fork();
  if (child == 0) play(client);
  return child;
}

/// A process that has so many connections, whose handshake is over, and does nothing with them.
inline pid_t start_idle_clients(std::uint16_t port) {
  std::fflush(stdout);
  const pid_t child = fork();
  if (child != 0) return child;
  SSL_CTX* const ctx = SSL_CTX_new(TLS_client_method());
  for (int number = 0; number != idle_connections; ++number) {
    SSL* const ssl = SSL_new(ctx);
    SSL_set_fd(ssl, loopback::connect_to(port));
    SSL_connect(ssl);
  }
  for (;;) pause();
}

inline void stop_client(pid_t child) {
  kill(child, SIGKILL);
  end_client(child);
}

/// Of everything that malloc has given out.
inline double heap_bytes() { return static_cast<double>(mallinfo2().uordblks); }

/// How long the longest call of each of several handshakes took.
class Steps {
 public:
  template <class Call>
  auto time(Call call) {
    const bench::Times begin = bench::now();
    const auto result = call();
    longest_ = std::max(longest_, (bench::now() - begin).cpu);
    return result;
  }
  void end_handshake() {
    of_each_.push_back(longest_);
    longest_ = 0;
  }
  double median() {
    const auto middle = of_each_.begin() + static_cast<std::ptrdiff_t>(of_each_.size() / 2);
    std::nth_element(of_each_.begin(), middle, of_each_.end());
    return *middle;
  }

 private:
  double longest_ = 0;
  std::vector<double> of_each_;
};

inline void report_handshakes(bench::Times taken) {
  bench::report("TLS 1.3 handshake, P-256, CPU", taken, handshakes);
}
inline void report_bulk(bench::Times taken) {
  bench::report("bulk over TLS, 64 KB, CPU", taken, pieces);
}
inline void report_idle(double heap) {
  bench::report("idle connection over TLS", heap / idle_connections, "bytes");
}
inline void report_steps(Steps& server, Steps& client) {
  bench::report("TLS 1.3 handshake, longest step of a server", server.median(), "ns");
  bench::report("TLS 1.3 handshake, longest step of a client", client.median(), "ns");
}

/// The main of our program, which the peers use as a client, and to make a certificate:
/// `client PORT TIMES` and `identity`, or nothing.
template <class Measure>
int run(int count, char** words, Measure measure) {
  if (count == 4) play({static_cast<std::uint16_t>(std::atoi(words[2])), std::atol(words[3])});
  if (count == 2) {
    std::fputs(test_certificates::ordinary().c_str(), stdout);
    return 0;
  }
  measure();
  return 0;
}

}  // namespace tls
