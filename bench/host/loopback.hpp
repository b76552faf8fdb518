// SPDX-License-Identifier: MIT
// Sockets of this computer, for the bare servers and for the clients.
#pragma once

#include <arpa/inet.h>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <netinet/in.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace loopback {

inline sockaddr_in address(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

/// ./measure runs a program on the first processor; its other side goes to the last one. Both on
/// one, which happens by chance, answers come before anybody has gone to sleep, at a tenth of the
/// cost.
inline void use_last_processor() {
  cpu_set_t last;
  CPU_ZERO(&last);
  CPU_SET(sysconf(_SC_NPROCESSORS_ONLN) - 1, &last);
  sched_setaffinity(0, sizeof last, &last);
}

/// Of a client, which ends if it cannot.
inline int connect_to(std::uint16_t port) {
  [[maybe_unused]] static const bool is_there = (use_last_processor(), true);
  const sockaddr_in server = address(port);
  const int connection = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(connection, reinterpret_cast<const sockaddr*>(&server), sizeof server) != 0) {
    std::perror("client: connect");
    std::_Exit(1);
  }
  return connection;
}

/// A socket that listens on a port of its own. `flags` of socket().
struct Listener {
  explicit Listener(int flags = 0, int backlog = 1)
      : descriptor(socket(AF_INET, SOCK_STREAM | flags, 0)) {
    sockaddr_in own = address(0);
    socklen_t size = sizeof own;
    if (bind(descriptor, reinterpret_cast<sockaddr*>(&own), size) != 0) std::abort();
    listen(descriptor, backlog);
    getsockname(descriptor, reinterpret_cast<sockaddr*>(&own), &size);
    port = ntohs(own.sin_port);
  }

  int descriptor;
  std::uint16_t port = 0;
};

inline void end_client(pid_t child) {
  int status = 0;
  waitpid(child, &status, 0);
}

}  // namespace loopback
