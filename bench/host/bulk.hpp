// SPDX-License-Identifier: MIT
// The bulk benchmark: a client process in C that takes all it gets, and what is measured.
#pragma once

#include "bench/harness.hpp"
#include "bench/host/loopback.hpp"

#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <malloc.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace bulk {

using loopback::end_client;

constexpr std::size_t piece_size = 64 * 1024;
constexpr long pieces = 16 * 1024;  // 1 GB

/// A process that has so many connections and does nothing with them.
inline pid_t start_idle_clients(std::uint16_t port, int count) {
  const pid_t child = fork();
  if (child != 0) return child;
  for (int number = 0; number != count; ++number) loopback::connect_to(port);
  for (;;) pause();
}

inline pid_t start_client(std::uint16_t port) {
  const pid_t child = fork();
  if (child != 0) return child;
  const int connection = loopback::connect_to(port);
  std::vector<char> room(256 * 1024);
  while (recv(connection, room.data(), room.size(), 0) > 0) {
  }
  std::_Exit(0);
}

inline void stop_client(pid_t child) {
  kill(child, SIGKILL);
  end_client(child);
}

/// Of everything that malloc has given out.
inline double heap_bytes() { return static_cast<double>(mallinfo2().uordblks); }

/// The time and the CPU time of a piece.
class Rate {
 public:
  void report() const {
    const bench::Times taken = bench::now() - start_;
    bench::report("bulk over TCP, 64 KB", taken.wall / pieces, "ns");
    bench::report("bulk over TCP, 64 KB, CPU", taken.cpu / pieces, "ns");
  }

 private:
  bench::Times start_ = bench::now();
};

}  // namespace bulk
