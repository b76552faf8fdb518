// SPDX-License-Identifier: MIT
// base.cpp and datagrams that go back: UDP, and DHCP.
#include "bench/network/program.hpp"

asyncio::Coro<> use_network() {
  asyncio::DatagramSocket socket = co_await asyncio::bind_datagrams("", 7);
  char room[64];
  for (;;) {
    const asyncio::Datagram datagram = co_await socket.receive_from(room);
    co_await socket.send_to(std::span(room).first(datagram.size), datagram.from);
  }
}
