// SPDX-License-Identifier: MIT
// The same on epoll, by hand.
#include "bench/host/bulk.hpp"

#include <cerrno>
#include <sys/epoll.h>

int main() {
  const loopback::Listener listener;
  const pid_t child = bulk::start_client(listener.port);
  const int client = accept4(listener.descriptor, nullptr, nullptr, SOCK_NONBLOCK);
  const int epoll = epoll_create1(0);
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  epoll_ctl(epoll, EPOLL_CTL_ADD, client, &event);
  const std::vector<char> piece(bulk::piece_size, 'x');
  const bulk::Rate rate;
  for (long count = 0; count != bulk::pieces; ++count) {
    for (std::size_t sent = 0; sent != piece.size();) {
      const ssize_t moved = send(client, piece.data() + sent, piece.size() - sent, MSG_NOSIGNAL);
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
