// SPDX-License-Identifier: MIT
// Datagrams on a chip with a network: the words of uasyncio/stream/datagram.hpp, as far as they go
// there.
#pragma once

#include "uasyncio/core/bytes.hpp"
#include "uasyncio/core/coro.hpp"
#include "uasyncio/stream/counted.hpp"

#include "ports/lwip/resolver.hpp"
#include "ports/lwip/udp_socket.hpp"

#include <utility>

namespace uasyncio {

/// How to open a socket for datagrams.
struct DatagramOptions {
  Resolver* resolver = nullptr;  // null: numbers, and the name server of the network
  std::size_t limit = 1'024;     // bytes for those that wait, and 8 of each; of coroutines' memory
};

/// Sends and receives datagrams: each one whole or not at all, never joined, in any order, perhaps
/// twice; at most 1,472 bytes. What comes while `limit` bytes wait already is lost. Any number of
/// tasks may receive, and each datagram goes to one of them; any number may send. There are
/// UASYNCIO_NET_DATAGRAMS sockets. Destroying it is `close`. For tasks of one loop. Movable.
class [[nodiscard]] DatagramSocket {
 public:
  /// Closed.
  DatagramSocket() noexcept = default;
  /// Takes over what open_datagrams has made.
  explicit DatagramSocket(lwip::UdpReference state) noexcept : state_(std::move(state)) {}
  DatagramSocket(DatagramSocket&&) noexcept = default;
  DatagramSocket& operator=(DatagramSocket&& other) noexcept {
    std::swap(state_, other.state_);
    return *this;
  }
  ~DatagramSocket() { close(); }

  /// Suspends until a datagram has come, and takes it; one that may be empty. What `room` cannot
  /// hold of it is lost, and `is_truncated` says so. A peer that is not there is not told of.
  /// Cancelled, nothing is taken. `room` must live until the await is over. From a task.
  [[nodiscard("co_await it: without that nothing is received")]]
  Coro<Datagram> receive_from(detail::MutableBytes room) {
    return lwip::receive_datagram(state_, room);
  }

  /// Sends one datagram, and suspends if there is no room for it. That it was sent does not say
  /// that it arrives. OSError: EMSGSIZE, it is too long; ENETUNREACH, this chip has lost its
  /// address. Cancelled, nothing is sent. `bytes` must live until the await is over. From a task.
  [[nodiscard("co_await it: without that nothing is sent")]]
  Coro<> send_to(detail::ConstBytes bytes, Address to) {
    return lwip::send_datagram(state_, bytes, to);
  }
  /// The same to the one peer. OSError (EDESTADDRREQ) if there is none.
  [[nodiscard("co_await it: without that nothing is sent")]]
  Coro<> send(detail::ConstBytes bytes) {
    return lwip::send_datagram(state_, bytes, {});
  }

  /// Tasks that wait for it fail with OSError (EBADF), as all operations from here on. Never
  /// suspends; in the loop's thread.
  void close() noexcept {
    if (state_.get() != nullptr) state_.get()->close();
  }
  /// Where it is; none if it is closed.
  Address address() const noexcept {
    return state_.get() == nullptr ? Address() : state_.get()->address();
  }
  std::uint16_t port() const noexcept { return address().port(); }

 private:
  lwip::UdpReference state_;
};

/// A socket for one peer: only its datagrams are received. `host` must live until the await is
/// over. Starts the network if need be, and suspends for its address, and for the name. OSError:
/// EMFILE, all sockets are taken, and what the resolver says; MemoryError. Cancelled, nothing is
/// left open. From a task.
[[nodiscard("co_await it: without that nothing is opened")]]
Coro<DatagramSocket> open_datagrams(const char* host, std::uint16_t port,
                                    DatagramOptions options = {});
/// A socket at a port of this chip, for any peers; `host` is "", its only address. Port 0: one that
/// is free. OSError: EADDRINUSE; EADDRNOTAVAIL, another host. As open_datagrams.
[[nodiscard("co_await it: without that nothing is opened")]]
Coro<DatagramSocket> bind_datagrams(const char* host, std::uint16_t port,
                                    DatagramOptions options = {});

}  // namespace uasyncio
