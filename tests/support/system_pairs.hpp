// SPDX-License-Identifier: MIT
// Pairs of connected descriptors, as devices: TCP, Unix sockets, pipes and pseudo-terminals.
#pragma once

#include "tests/support/loopback_address.hpp"

#include <cstdlib>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <termios.h>
#include <uasyncio.hpp>
#include <uasyncio/stream/fd_device.hpp>
#include <unistd.h>
#include <utility>

namespace system_pairs {

using Ends = std::pair<int, int>;

/// Of small buffers, so that they are full soon.
inline void shrink_buffers(int socket) {
  const int size = 16 * 1024;
  setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
  setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
}

inline Ends tcp_ends() {
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  shrink_buffers(listener);
  sockaddr_in address = loopback_address();
  socklen_t size = sizeof address;
  bind(listener, reinterpret_cast<sockaddr*>(&address), size);
  listen(listener, 1);
  getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
  const int left = socket(AF_INET, SOCK_STREAM, 0);
  shrink_buffers(left);
  connect(left, reinterpret_cast<sockaddr*>(&address), size);
  const int right = accept(listener, nullptr, nullptr);
  close(listener);
  const int at_once = 1;
  setsockopt(left, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
  setsockopt(right, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
  return {left, right};
}

inline Ends unix_ends() {
  int ends[2];
  socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
  shrink_buffers(ends[0]);
  shrink_buffers(ends[1]);
  return {ends[0], ends[1]};
}

/// From left to right.
inline Ends pipe_ends() {
  int ends[2];
  pipe(ends);
  return {ends[1], ends[0]};
}

inline Ends terminal_ends() {
  const int master = posix_openpt(O_RDWR | O_NOCTTY);
  grantpt(master);
  unlockpt(master);
  const int slave = open(ptsname(master), O_RDWR | O_NOCTTY);
  termios settings{};
  tcgetattr(slave, &settings);
  cfmakeraw(&settings);
  tcsetattr(slave, TCSANOW, &settings);
  return {master, slave};
}

template <Ends (*make)()>
struct SystemPair {
  SystemPair() : SystemPair(make()) {}
  explicit SystemPair(Ends ends) : left(ends.first), right(ends.second) {}
  uasyncio::FdDevice left;
  uasyncio::FdDevice right;
};

using TcpPair = SystemPair<&tcp_ends>;
using UnixPair = SystemPair<&unix_ends>;
using PipePair = SystemPair<&pipe_ends>;
using TerminalPair = SystemPair<&terminal_ends>;

}  // namespace system_pairs
