// SPDX-License-Identifier: MIT
// The same on epoll, by hand: edge-triggered, a short read is all there was.
#include "bench/host/echo.hpp"

#include <cerrno>
#include <sys/epoll.h>

namespace {

void add(int epoll, int descriptor) {
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  event.data.fd = descriptor;
  epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event);
}

void accept_all(int epoll, int listener) {
  for (;;) {
    const int client = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK);
    if (client < 0) return;
    echo::send_at_once(client);
    add(epoll, client);
  }
}

/// True if that was the last message.
bool answer(int client, echo::Count& count) {
  char text[1024];
  for (;;) {
    const ssize_t size = recv(client, text, sizeof text, 0);
    if (size < 0) return false;
    if (size == 0) {
      close(client);
      return false;
    }
    if (send(client, text, static_cast<std::size_t>(size), MSG_NOSIGNAL) != size) std::abort();
    if (count.add()) return true;
    if (size < static_cast<ssize_t>(sizeof text)) return false;
  }
}

void serve(int connections) {
  const auto [listener, port] = echo::Listener();
  echo::Count count(connections);
  const int epoll = epoll_create1(0);
  add(epoll, listener);
  const pid_t client = echo::start_client(port, connections, count.rounds());
  for (bool is_over = false; !is_over;) {
    constexpr int at_once = 256;
    epoll_event events[at_once];
    const int ready = epoll_wait(epoll, events, at_once, -1);
    for (int index = 0; index < ready; ++index) {
      const int descriptor = events[index].data.fd;
      if (descriptor == listener) {
        accept_all(epoll, listener);
      } else if (answer(descriptor, count)) {
        is_over = true;
      }
    }
  }
  count.report();
  echo::end_client(client);
}

}  // namespace

int main(int count, char** words) { return echo::run(count, words, serve); }
