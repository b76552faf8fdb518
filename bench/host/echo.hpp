// SPDX-License-Identifier: MIT
// The echo benchmark: one client process in C, and how a server's time per round trip is taken.
//
//   PROGRAM                           with each number of connections, in a process of its own
//   PROGRAM CONNECTIONS ROUND_TRIPS   once
//   PROGRAM client PORT CONNECTIONS ROUNDS   the client alone, for servers that are not C++
#pragma once

#include "bench/harness.hpp"
#include "bench/host/loopback.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <netinet/tcp.h>
#include <string>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace echo {

constexpr std::size_t message_size = 64;
inline long round_trips = 50'000;
constexpr int connection_counts[] = {1, 100, 1'000, 10'000};

inline void send_at_once(int connection) {
  const int at_once = 1;
  setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
}

/// Sends a message over each connection and takes the answers, again and again.
class Client {
 public:
  Client(std::uint16_t port, int count) {
    for (int number = 0; number != count; ++number) {
      const int connection = loopback::connect_to(port);
      send_at_once(connection);
      connections_.push_back(connection);
    }
  }

  void play(long rounds) {
    char message[message_size] = {};
    std::vector<double> lengths;
    for (long round = 0; round != rounds; ++round) {
      const std::uint64_t start = bench::monotonic_us();
      for (const int each : connections_) {
        if (send(each, message, sizeof message, 0) != message_size) std::_Exit(1);
      }
      for (const int each : connections_) {
        if (recv(each, message, sizeof message, MSG_WAITALL) != message_size) std::_Exit(1);
      }
      lengths.push_back(static_cast<double>(bench::monotonic_us() - start) * 1'000);
    }
    const auto worst = lengths.end() - 1 - static_cast<std::ptrdiff_t>(lengths.size() / 100);
    std::nth_element(lengths.begin(), worst, lengths.end());
    const std::string name =
        "TCP echo, a round of all, p99, connections: " + std::to_string(connections_.size());
    bench::report(name.c_str(), *worst, "ns");
    std::fflush(stdout);
  }

 private:
  std::vector<int> connections_;
};

/// Counts a server's messages; the first one of each connection is not measured.
class Count {
 public:
  explicit Count(int connections) noexcept
      : first_(connections), rounds_(round_trips / connections), last_(first_ * (rounds_ + 1)) {}

  long rounds() const noexcept { return rounds_ + 1; }
  /// A message was answered. True if it was the last.
  bool add() noexcept {
    ++messages_;
    if (messages_ == first_) start_ = bench::now();
    return messages_ == last_;
  }
  void report() const {
    const std::string name = "TCP echo, connections: " + std::to_string(first_);
    bench::report(name.c_str(), bench::now() - start_, last_ - first_);
  }

 private:
  long first_;
  long rounds_;
  long last_;
  long messages_ = 0;
  bench::Times start_;
};

inline bool may_open(int connections) {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  constexpr rlim_t others = 64;
  if (limit.rlim_max >= static_cast<rlim_t>(connections) + others) return true;
  std::fprintf(stderr, "echo: no %d connections, the limit of descriptors is too low\n",
               connections);
  return false;
}

inline pid_t start_client(std::uint16_t port, int connections, long rounds) {
  std::fflush(stdout);
  const pid_t child = fork();
  if (child != 0) return child;
  Client(port, connections).play(rounds);
  std::_Exit(0);
}

/// The end of a client, or of a server; what does not end well ends this program.
inline void end_client(pid_t child) {
  int status = 0;
  waitpid(child, &status, 0);
  if (status != 0) std::_Exit(1);
}

/// The main of each program. `serve` plays with so many connections.
template <class Serve>
int run(int count, char** words, Serve serve) {
  if (count == 5 && std::strcmp(words[1], "client") == 0) {
    Client(static_cast<std::uint16_t>(std::atoi(words[2])), std::atoi(words[3]))
        .play(std::atol(words[4]));
    return 0;
  }
  if (count == 3) {
    round_trips = std::atol(words[2]);
    serve(std::atoi(words[1]));
    return 0;
  }
  for (const int connections : connection_counts) {
    if (!may_open(connections)) continue;
    std::fflush(stdout);
    const pid_t child = fork();
    if (child == 0) {
      serve(connections);
      std::fflush(stdout);
      std::_Exit(0);
    }
    end_client(child);
  }
  return 0;
}

/// For all clients at once, without blocking.
struct Listener : loopback::Listener {
  Listener() : loopback::Listener(SOCK_NONBLOCK, 4096) {}
};

}  // namespace echo
