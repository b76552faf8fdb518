// SPDX-License-Identifier: MIT
// base.cpp and a server: TCP, and DHCP, which asks by datagrams of lwIP's own.
#include "bench/network/program.hpp"

asyncio::Coro<> use_network() {
  asyncio::Server server = co_await asyncio::start_server(echo, "", 7);
  co_await server.serve_forever();
}
