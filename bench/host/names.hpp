// SPDX-License-Identifier: MIT
// The benchmark of names: a name server in a process of its own, which knows every name, and one
// that says nothing.
#pragma once

#include "bench/harness.hpp"
#include "bench/host/loopback.hpp"

#include <csignal>
#include <cstdint>
#include <cstring>
#include <string>

namespace names {

constexpr long lookups = 2'000;
constexpr const char* host = "board.test.";

/// A socket of its own, so that the port is known before the process is.
class Server {
 public:
  explicit Server(bool answers) {
    const int descriptor = socket(AF_INET, SOCK_DGRAM, 0);
    sockaddr_in own = loopback::address(0);
    socklen_t size = sizeof own;
    if (bind(descriptor, reinterpret_cast<sockaddr*>(&own), size) != 0) std::abort();
    getsockname(descriptor, reinterpret_cast<sockaddr*>(&own), &size);
    place_ = "127.0.0.1:" + std::to_string(ntohs(own.sin_port));
    std::fflush(stdout);
    process_ = fork();
    if (process_ == 0) serve(descriptor, answers);
    close(descriptor);
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server() {
    kill(process_, SIGKILL);
    loopback::end_client(process_);
  }
  const char* place() const noexcept { return place_.c_str(); }

 private:
  [[noreturn]] static void serve(int descriptor, bool answers) {
    loopback::use_last_processor();
    for (;;) {
      char message[512];
      sockaddr_in from{};
      socklen_t size = sizeof from;
      const ssize_t length =
          recvfrom(descriptor, message, 256, 0, reinterpret_cast<sockaddr*>(&from), &size);
      if (length < 12 || !answers) continue;
      const std::size_t whole = answer(message, static_cast<std::size_t>(length));
      sendto(descriptor, message, whole, 0, reinterpret_cast<sockaddr*>(&from), size);
    }
  }
  /// Makes an answer of a query, in place: a loopback address, which is true for a minute.
  static std::size_t answer(char* message, std::size_t length) {
    constexpr char type_aaaa = 28;
    const char type = message[length - 3];
    const unsigned char size = type == type_aaaa ? 16 : 4;
    const char head[] = {'\xc0', '\x0c', 0, type, 0, 1, 0, 0, 0, 60, 0, static_cast<char>(size)};
    char address[16] = {};
    if (size == 4) address[0] = 127;
    address[size - 1] = 1;
    message[2] = '\x85';
    message[3] = '\x80';
    message[7] = 1;
    std::memcpy(message + length, head, sizeof head);
    std::memcpy(message + length + sizeof head, address, size);
    return length + sizeof head + size;
  }

  pid_t process_ = -1;
  std::string place_;
};

inline void report_lookups(bench::Times taken) {
  bench::report("name look-up, IPv6 and IPv4, CPU", taken, lookups);
}

}  // namespace names
