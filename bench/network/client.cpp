// SPDX-License-Identifier: MIT
// base.cpp and a client: TCP, names, for which datagrams are sent, and DHCP.
#include "bench/network/program.hpp"

asyncio::Coro<> use_network() {
  auto [reader, writer] = co_await asyncio::open_connection("example.org", 7);
  co_await echo(reader, writer);
}
