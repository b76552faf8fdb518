// SPDX-License-Identifier: MIT
// The system's sockets: TCP and UDP over IPv4 and IPv6, and Unix sockets.
#pragma once

#include "uasyncio/stream/network.hpp"

namespace uasyncio {

class UnixNetwork final : public Network {
 public:
  Attempt connect(const Address& address, const SocketOptions& options,
                  NetworkDevice& device) noexcept override;
  Attempt finish_connecting(Device& device) noexcept override;
  Attempt listen(const Address& address, const SocketOptions& options,
                 NetworkDevice& device) noexcept override;
  Attempt accept(Device& listening, NetworkDevice& client) noexcept override;
  bool has_waiting(Device& listening) noexcept override;
  Attempt open_datagrams(const DatagramPlace& place, NetworkDevice& device) noexcept override;
  Attempt send(Device& device, std::span<const std::byte> bytes,
               const Address& to) noexcept override;
  Attempt receive(Device& device, std::span<std::byte> room, Datagram& datagram) noexcept override;
  Address address_of(Device& device) noexcept override;
  void destroy(Device& device) noexcept override;

 private:
  NetworkDevice make_device(int descriptor, Address::Family family) noexcept;
};

}  // namespace uasyncio
