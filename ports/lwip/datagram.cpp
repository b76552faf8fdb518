// SPDX-License-Identifier: MIT
// Opening sockets for datagrams.
#include "ports/lwip/datagram.hpp"

#include "uasyncio/core/fail.hpp"

#include "ports/lwip/stack.hpp"

#include <cerrno>

namespace uasyncio {
namespace {

Coro<lwip::UdpReference> open(std::uint16_t port, std::size_t limit) {
  lwip::stack().start();
  co_await lwip::stack().wait_for_address();
  auto* const socket = new (std::nothrow) lwip::UdpSocket(limit);
  if (socket == nullptr) co_await fail(Error::memory);
  lwip::UdpReference state(socket);
  const Error error = socket->open(port);
  if (error) co_await fail(error);
  co_return state;
}

}  // namespace

Coro<DatagramSocket> open_datagrams(const char* host, std::uint16_t port, DatagramOptions options) {
  const Address peer = co_await lwip::look_up(host, port, options.resolver);
  lwip::UdpReference state = co_await open(0, options.limit);
  state.get()->connect(peer);
  co_return DatagramSocket(std::move(state));
}

Coro<DatagramSocket> bind_datagrams(const char* host, std::uint16_t port, DatagramOptions options) {
  if (host[0] != '\0') co_await fail(Error::os(EADDRNOTAVAIL, host));
  lwip::UdpReference state = co_await open(port, options.limit);
  co_return DatagramSocket(std::move(state));
}

}  // namespace uasyncio
