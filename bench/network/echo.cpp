// SPDX-License-Identifier: MIT
// A message of 64 bytes comes, and goes back: from the controller's interrupt to the last byte that
// the controller is given, through lwIP, a reader, a task and a writer.
#include "bench/network/answer.hpp"
#include "bench/network/peer.hpp"

static constinit bench::Peer peer;

uasyncio::bare_metal::Ethernet& uasyncio::bare_metal::ethernet() noexcept { return peer; }

static asyncio::Coro<> app() {
  using asyncio::lwip::IpAddress;
  asyncio::lwip::stack().start({.address = IpAddress::of(10, 0, 2, 15)});
  asyncio::Server server = co_await asyncio::start_server(echo, "", 7);
  co_await peer.connect(7);
  for (int before = 0; before != 3; ++before) co_await peer.say(false);
  co_await peer.say(true);
  bench::report("echo of 64 bytes through lwIP");
}

int main() { asyncio::run(app()); }
