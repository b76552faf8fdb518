// SPDX-License-Identifier: MIT
// Network: where connections come from. The system's sockets, or a network in memory. On the host
// only.
#pragma once

#include "uasyncio/port/config.hpp"

#if UASYNCIO_HOSTED

#include "uasyncio/stream/address.hpp"
#include "uasyncio/stream/device.hpp"

#include <memory>

namespace uasyncio {

class Network;

namespace detail {
struct ReturnToNetwork {
  Network* network = nullptr;
  void operator()(Device* device) const noexcept;
};
}  // namespace detail

/// A device that a network has made.
using NetworkDevice = std::unique_ptr<Device, detail::ReturnToNetwork>;

/// What the operating system is asked to do for a connection. 0 is what it does by itself.
struct SocketOptions {
  std::uint32_t keep_alive_s = 0;     // idle so long, the peer is asked whether it is still there
  std::uint32_t user_timeout_ms = 0;  // sent data unanswered for so long breaks the connection
  bool reuse_port = false;            // of servers: several processes may listen
  int backlog = 4096;                 // of servers: so many clients wait to be accepted
};

/// One datagram as it came.
struct Datagram {
  std::size_t size = 0;       // so many bytes of it are in the receiver's memory
  bool is_truncated = false;  // there were more of them, which are lost
  Address from;
};

/// Which socket for datagrams is wanted.
struct DatagramPlace {
  Address home;  // none: the system chooses one
  Address peer;  // none: any
  bool reuse_port = false;
  bool broadcast = false;
};

/// Implemented by ports; programs use open_connection, start_server and open_datagrams. Nothing
/// here waits: what would block tells the device's listener when it is worth trying again. For
/// tasks of one loop.
class Network {
 public:
  /// Begins to connect. moved(0): it is connected; would_block: on its way, the listener for
  /// writing is told when `finish_connecting` should be asked; or the error. `device` is the
  /// connection unless it failed.
  virtual Attempt connect(const Address& address, const SocketOptions& options,
                          NetworkDevice& device) noexcept = 0;
  virtual Attempt finish_connecting(Device& device) noexcept = 0;
  /// moved(0), and a device that only `accept` may use; or the error.
  virtual Attempt listen(const Address& address, const SocketOptions& options,
                         NetworkDevice& device) noexcept = 0;
  /// moved(0), and the client that was waiting; would_block: the listener for reading of
  /// `listening` is told; or the error.
  virtual Attempt accept(Device& listening, NetworkDevice& client) noexcept = 0;
  /// Whether a client waits to be accepted; if none does, the listener for reading of `listening`
  /// is told of the next one. Asked after `accept` has failed, which may be for want of a
  /// descriptor, and for nobody. True, unless the network knows better.
  virtual bool has_waiting(Device& /*listening*/) noexcept { return true; }
  /// moved(0), and a device that only the next two may use; or the error.
  virtual Attempt open_datagrams(const DatagramPlace& place, NetworkDevice& device) noexcept = 0;
  /// moved, if the datagram was sent: to the device's peer if `to` is none. would_block: the
  /// listener for writing is told; or the error.
  virtual Attempt send(Device& device, std::span<const std::byte> bytes,
                       const Address& to) noexcept = 0;
  /// moved, and the next datagram; would_block: the listener for reading is told; or the error, as
  /// that of a peer who has refused one.
  virtual Attempt receive(Device& device, std::span<std::byte> room,
                          Datagram& datagram) noexcept = 0;
  /// Where a device is at home; none if that is not known.
  virtual Address address_of(Device& device) noexcept = 0;
  /// Closes and destroys what it has made.
  virtual void destroy(Device& device) noexcept = 0;

 protected:
  Network() noexcept = default;
  ~Network() = default;
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;

  NetworkDevice owned(Device& device) noexcept { return NetworkDevice(&device, {this}); }
};

inline void detail::ReturnToNetwork::operator()(Device* device) const noexcept {
  network->destroy(*device);
}

}  // namespace uasyncio

#endif
