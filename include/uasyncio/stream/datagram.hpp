// SPDX-License-Identifier: MIT
// Datagrams: UDP, and what a network in memory has in its place. On the host only.
#pragma once

#include "uasyncio/port/config.hpp"

#if UASYNCIO_HOSTED

#include "uasyncio/core/bytes.hpp"
#include "uasyncio/core/coro.hpp"
#include "uasyncio/stream/counted.hpp"
#include "uasyncio/stream/network.hpp"

#include <string>
#include <utility>

namespace uasyncio {

class Resolver;

/// How to open a socket for datagrams.
struct DatagramOptions {
  Resolver* resolver = nullptr;  // null: numbers and /etc/hosts, see HostsResolver
  Network* network = nullptr;    // null: that of the loop's port
  bool reuse_port = false;       // several sockets may have the port
  bool broadcast = false;        // may send to all of a network
};

namespace detail {

/// What a socket and those who wait for it share.
struct DatagramState {
  virtual ~DatagramState() = default;
  unsigned references = 0;
};
using DatagramReference = Counted<DatagramState>;

Coro<Datagram> receive_datagram(DatagramReference state, MutableBytes room);
Coro<> send_datagram(DatagramReference state, ConstBytes bytes, Address to);

}  // namespace detail

/// Sends and receives datagrams: each one whole or not at all, never joined, in any order, perhaps
/// twice. Any number of tasks may receive, and each datagram goes to one of them; any number may
/// send. Destroying it is `close`. For tasks of one loop. Movable.
class [[nodiscard]] DatagramSocket {
 public:
  /// Closed.
  DatagramSocket() noexcept = default;
  /// Takes over what open_datagrams has made.
  explicit DatagramSocket(detail::DatagramReference state) noexcept : state_(std::move(state)) {}
  DatagramSocket(DatagramSocket&&) noexcept = default;
  DatagramSocket& operator=(DatagramSocket&& other) noexcept {
    std::swap(state_, other.state_);
    return *this;
  }
  ~DatagramSocket() { close(); }

  /// Suspends until a datagram has come, and takes it; one that may be empty. What `room` cannot
  /// hold of it is lost, and `is_truncated` says so. OSError (ECONNREFUSED) if the one peer of this
  /// socket has refused what was sent to it: once, then receiving goes on. Cancelled, nothing is
  /// taken. `room` must live until the await is over. From a task.
  [[nodiscard("co_await it: without that nothing is received")]]
  Coro<Datagram> receive_from(detail::MutableBytes room) {
    return detail::receive_datagram(state_, room);
  }

  /// Sends one datagram, and suspends if there is no room for it. That it was sent does not say
  /// that it arrives. OSError if it is too long (EMSGSIZE) or cannot be sent. Cancelled, nothing
  /// is sent. `bytes` must live until the await is over. From a task.
  [[nodiscard("co_await it: without that nothing is sent")]]
  Coro<> send_to(detail::ConstBytes bytes, Address to) {
    return detail::send_datagram(state_, bytes, to);
  }
  /// The same to the one peer. OSError (EDESTADDRREQ) if there is none.
  [[nodiscard("co_await it: without that nothing is sent")]]
  Coro<> send(detail::ConstBytes bytes) {
    return detail::send_datagram(state_, bytes, {});
  }

  /// Tasks that wait for it fail with OSError (EBADF), as all operations from here on. Never
  /// suspends; in the loop's thread.
  void close() noexcept;
  /// Where it is; none if it is closed.
  Address address() const noexcept;
  std::uint16_t port() const noexcept { return address().port(); }

 private:
  detail::DatagramReference state_;
};

/// A socket for one peer: only its datagrams are received, and what it refuses is told. OSError if
/// there is no way to it. Suspends for the name; cancelled, nothing is left open. From a task.
[[nodiscard("co_await it: without that nothing is opened")]]
Coro<DatagramSocket> open_datagrams(std::string host, std::uint16_t port,
                                    DatagramOptions options = {});
/// A socket at a port of `host`, of all addresses of this machine if it is "", for any peers. Port
/// 0: the system chooses one. OSError if it is taken. As open_datagrams.
[[nodiscard("co_await it: without that nothing is opened")]]
Coro<DatagramSocket> bind_datagrams(std::string host, std::uint16_t port,
                                    DatagramOptions options = {});

}  // namespace uasyncio

#endif
