// SPDX-License-Identifier: MIT
// Datagram sockets for tasks. A try that would block clears its event before it looks, so that
// news in between are not missed; any number of tasks may wait, and all of them try again.
#include "uasyncio/stream/datagram.hpp"

#if UASYNCIO_HOSTED

#include "connecting.hpp"
#include "uasyncio/core/fail.hpp"

#include <cerrno>
#include <cstring>

namespace uasyncio {
namespace {

/// Any number of tasks wait for the events; the device is null once it is closed.
struct Socket final : detail::DatagramState {
  explicit Socket(Network& its_network) noexcept : network(&its_network) {}

  Network* network;
  NetworkDevice device;
  Event readable{"DatagramSocket.receive_from"};
  Event writable{"DatagramSocket.send"};
  detail::EventListener reads{readable};
  detail::EventListener writes{writable};
};

Socket* socket_of(const detail::DatagramReference& state) noexcept {
  return static_cast<Socket*>(state.get());
}

bool is_open(const Socket* socket) noexcept {
  return socket != nullptr && socket->device != nullptr;
}

Coro<DatagramSocket> open_at(Address home, Address peer, DatagramOptions options) {
  Network* const network = detail::network_or_default(options.network);
  if (network == nullptr) co_await fail(Error::os(ENOSYS));
  auto* const socket = new Socket(*network);
  detail::DatagramReference state(socket);
  const Attempt attempt =
      network->open_datagrams({home, peer, options.reuse_port, options.broadcast}, socket->device);
  if (attempt.has_failed()) {
    const Error error = attempt.error();
    const Address& place = peer == Address() ? home : peer;
    const std::string text = place.text() + ": " + std::strerror(error.code);
    co_await fail(error(text.c_str()));
  }
  socket->device->listen(Interest::read, &socket->reads);
  socket->device->listen(Interest::write, &socket->writes);
  co_return DatagramSocket(std::move(state));
}

}  // namespace

Coro<Datagram> detail::receive_datagram(DatagramReference state, MutableBytes room) {
  Socket* const socket = socket_of(state);
  for (;;) {
    if (!is_open(socket)) co_await fail(Error::os(EBADF));
    Datagram datagram;
    socket->readable.clear();
    const Attempt attempt = socket->network->receive(*socket->device, room, datagram);
    if (attempt.has_moved()) co_return datagram;
    if (attempt.has_failed()) co_await fail(attempt.error());
    co_await socket->readable.wait();
  }
}

Coro<> detail::send_datagram(DatagramReference state, ConstBytes bytes, Address to) {
  Socket* const socket = socket_of(state);
  for (;;) {
    if (!is_open(socket)) co_await fail(Error::os(EBADF));
    socket->writable.clear();
    const Attempt attempt = socket->network->send(*socket->device, bytes, to);
    if (attempt.has_moved()) co_return;
    if (attempt.has_failed()) co_await fail(attempt.error());
    co_await socket->writable.wait();
  }
}

void DatagramSocket::close() noexcept {
  Socket* const socket = socket_of(state_);
  if (!is_open(socket)) return;
  socket->device.reset();
  socket->readable.set();
  socket->writable.set();
}

Address DatagramSocket::address() const noexcept {
  Socket* const socket = socket_of(state_);
  return is_open(socket) ? socket->network->address_of(*socket->device) : Address();
}

Coro<DatagramSocket> open_datagrams(std::string host, std::uint16_t port, DatagramOptions options) {
  const Addresses peers = co_await detail::look_up(std::move(host), port, options.resolver);
  co_return co_await open_at({}, peers.front(), options);
}

Coro<DatagramSocket> bind_datagrams(std::string host, std::uint16_t port, DatagramOptions options) {
  Addresses homes{Address::any(port)};
  if (!host.empty()) homes = co_await detail::look_up(std::move(host), port, options.resolver);
  co_return co_await open_at(homes.front(), {}, options);
}

}  // namespace uasyncio

#endif
