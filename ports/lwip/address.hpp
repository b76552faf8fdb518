// SPDX-License-Identifier: MIT
// Address on a chip with a network: the words of uasyncio/stream/address.hpp for IPv4.
#pragma once

#include "ports/lwip/ip_address.hpp"

#include <cstddef>
#include <span>
#include <string_view>

namespace uasyncio {

/// An IPv4 address with a port. A value; from anywhere.
class Address {
 public:
  /// None.
  constexpr Address() noexcept = default;
  constexpr Address(lwip::IpAddress host, std::uint16_t port) noexcept : host_(host), port_(port) {}
  /// "192.168.1.7"; none if it is not a number.
  static Address numeric(std::string_view host, std::uint16_t port) noexcept;

  constexpr lwip::IpAddress host() const noexcept { return host_; }
  constexpr std::uint16_t port() const noexcept { return port_; }
  constexpr Address with_port(std::uint16_t port) const noexcept { return {host_, port}; }

  static constexpr std::size_t longest_text = 22;
  /// "10.0.2.2:8000"; "" if none. Written into `room`, and cut off there.
  std::string_view write_to(std::span<char> room) const noexcept;

  friend constexpr bool operator==(const Address&, const Address&) noexcept = default;

 private:
  lwip::IpAddress host_;
  std::uint16_t port_ = 0;
};

}  // namespace uasyncio
