// SPDX-License-Identifier: MIT
// The same on epoll, by hand.
#include "bench/host/bulk.hpp"

#include <cerrno>
#include <sys/epoll.h>

int main() {
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0) std::abort();
  listen(listener, 1);
  getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
  const pid_t child = bulk::start_client(ntohs(address.sin_port));
  const int client = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK);
  const int epoll = epoll_create1(0);
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  epoll_ctl(epoll, EPOLL_CTL_ADD, client, &event);
  const std::vector<char> piece(bulk::piece_size, 'x');
  const bulk::Rate rate;
  for (long count = 0; count != bulk::pieces; ++count) {
    for (std::size_t sent = 0; sent != piece.size();) {
      const ssize_t moved =
          send(client, piece.data() + sent, piece.size() - sent, MSG_NOSIGNAL);
      if (moved > 0) {
        sent += static_cast<std::size_t>(moved);
      } else if (errno == EAGAIN) {
        epoll_wait(epoll, &event, 1, -1);
      } else {
        std::abort();
      }
    }
  }
  rate.report();
  close(client);
  bulk::end_client(child);
}
