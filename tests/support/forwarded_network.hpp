// SPDX-License-Identifier: MIT
// A network that does what another one does: tests derive from it, and change one thing.
#pragma once

#include <uasyncio/stream/datagram.hpp>
#include <uasyncio/stream/network.hpp>

class ForwardedNetwork : public uasyncio::Network {
 public:
  explicit ForwardedNetwork(uasyncio::Network& network) noexcept : network_(network) {}

  uasyncio::Attempt accept(uasyncio::Device& listening,
                           uasyncio::NetworkDevice& client) noexcept override {
    return network_.accept(listening, client);
  }
  bool has_waiting(uasyncio::Device& listening) noexcept override {
    return network_.has_waiting(listening);
  }
  uasyncio::Attempt connect(const uasyncio::Address& address,
                            const uasyncio::SocketOptions& options,
                            uasyncio::NetworkDevice& device) noexcept override {
    return network_.connect(address, options, device);
  }
  uasyncio::Attempt finish_connecting(uasyncio::Device& device) noexcept override {
    return network_.finish_connecting(device);
  }
  uasyncio::Attempt listen(const uasyncio::Address& address, const uasyncio::SocketOptions& options,
                           uasyncio::NetworkDevice& device) noexcept override {
    return network_.listen(address, options, device);
  }
  uasyncio::Attempt open_datagrams(const uasyncio::DatagramPlace& place,
                                   uasyncio::NetworkDevice& device) noexcept override {
    return network_.open_datagrams(place, device);
  }
  uasyncio::Attempt send(uasyncio::Device& device, std::span<const std::byte> bytes,
                         const uasyncio::Address& to) noexcept override {
    return network_.send(device, bytes, to);
  }
  uasyncio::Attempt receive(uasyncio::Device& device, std::span<std::byte> room,
                            uasyncio::Datagram& datagram) noexcept override {
    return network_.receive(device, room, datagram);
  }
  uasyncio::Address address_of(uasyncio::Device& device) noexcept override {
    return network_.address_of(device);
  }
  void destroy(uasyncio::Device& device) noexcept override { network_.destroy(device); }

 private:
  uasyncio::Network& network_;
};
