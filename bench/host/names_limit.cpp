// SPDX-License-Identifier: MIT
// The same by c-ares alone, as its manual does it: one channel for all, and a poll that waits.
#include "bench/host/names.hpp"

#include <ares.h>
#include <cstdlib>
#include <netdb.h>
#include <poll.h>

namespace {

void wait_for_answer(ares_channel channel) {
  ares_socket_t sockets[ARES_GETSOCK_MAXNUM];
  const int wanted = ares_getsock(channel, sockets, ARES_GETSOCK_MAXNUM);
  pollfd polled[ARES_GETSOCK_MAXNUM];
  nfds_t count = 0;
  for (int index = 0; index != ARES_GETSOCK_MAXNUM; ++index) {
    if (ARES_GETSOCK_READABLE(wanted, index)) polled[count++] = {sockets[index], POLLIN, 0};
  }
  poll(polled, count, 1'000);
  for (nfds_t index = 0; index != count; ++index) {
    if (polled[index].revents != 0) ares_process_fd(channel, polled[index].fd, ARES_SOCKET_BAD);
  }
}

void on_answer(void* is_over, int status, int, ares_addrinfo* found) {
  if (status != ARES_SUCCESS || found->nodes->ai_next == nullptr) std::abort();
  ares_freeaddrinfo(found);
  *static_cast<bool*>(is_over) = true;
}

void look_up(ares_channel channel, long times) {
  for (long time = 0; time != times; ++time) {
    ares_addrinfo_hints hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = ARES_AI_NOSORT;
    bool is_over = false;
    ares_getaddrinfo(channel, names::host, nullptr, &hints, &on_answer, &is_over);
    while (!is_over) wait_for_answer(channel);
  }
}

}  // namespace

int main() {
  const names::Server server(true);
  ares_channel channel = nullptr;
  if (ares_init(&channel) != ARES_SUCCESS) std::abort();
  if (ares_set_servers_ports_csv(channel, server.place()) != ARES_SUCCESS) std::abort();
  look_up(channel, 10);
  const bench::Times begin = bench::now();
  look_up(channel, names::lookups);
  names::report_lookups(bench::now() - begin);
  ares_destroy(channel);
}
