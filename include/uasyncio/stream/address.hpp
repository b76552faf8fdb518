// SPDX-License-Identifier: MIT
// Address: where a connection goes, or a server listens. On the host only.
#pragma once

#include "uasyncio/port/config.hpp"

#if UASYNCIO_HOSTED

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace uasyncio {

/// An IPv4 or IPv6 address with a port, or the path of a Unix socket. A value; from anywhere.
class Address {
 public:
  enum class Family : std::uint8_t { none, ipv4, ipv6, local };

  /// None.
  constexpr Address() noexcept = default;
  /// "192.168.1.7", "::1", "fe80::1%eth0" or "fe80::1%2"; none if it is not a number.
  static Address numeric(std::string_view host, std::uint16_t port) noexcept;
  /// A path, or "@name" for one without a file; none if it is empty or longer than 107 bytes.
  static Address local(std::string_view path) noexcept;
  /// Every address of this machine, of both families if there are both.
  static Address any(std::uint16_t port) noexcept;
  /// Of four or sixteen bytes.
  static Address internet(std::span<const std::byte> bytes, std::uint16_t port,
                          std::uint32_t scope = 0) noexcept;

  constexpr Family family() const noexcept { return family_; }
  constexpr std::uint16_t port() const noexcept { return port_; }
  /// The network interface of a link-local address, 0 if none.
  constexpr std::uint32_t scope() const noexcept { return scope_; }
  /// The four or sixteen bytes, or the path.
  std::span<const std::byte> bytes() const noexcept { return {bytes_.data(), size_}; }
  Address with_port(std::uint16_t port) const noexcept;

  static constexpr std::size_t longest_text = 112;
  /// "127.0.0.1:8000", "[fe80::1%eth0]:8000", "/run/socket"; "" if none. Written into `room`, and
  /// cut off there.
  std::string_view write_to(std::span<char> room) const noexcept;
  std::string text() const;

  friend bool operator==(const Address&, const Address&) noexcept = default;

 private:
  static constexpr std::size_t longest_path = 107;

  Family family_ = Family::none;
  std::uint8_t size_ = 0;
  std::uint16_t port_ = 0;
  std::uint32_t scope_ = 0;
  std::array<std::byte, longest_path> bytes_{};
};

}  // namespace uasyncio

#endif
