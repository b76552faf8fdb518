// SPDX-License-Identifier: MIT
// Addresses of the internet and of Unix sockets, as one plain value. Host names are not resolved
// here: that may take long, and is a resolver's.
#include "uasyncio/stream/address.hpp"

#if UASYNCIO_HOSTED

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <net/if.h>

namespace uasyncio {
namespace {

constexpr std::size_t longest_number = INET6_ADDRSTRLEN + IF_NAMESIZE;

std::span<const std::byte> as_bytes(std::string_view text) noexcept {
  return {reinterpret_cast<const std::byte*>(text.data()), text.size()};
}

/// The number of a network interface, by its name or as it is; 0 if there is none.
std::uint32_t zone_of(const char* text) noexcept {
  if (const unsigned number = if_nametoindex(text)) return number;
  std::uint32_t number = 0;
  const char* const end = text + std::strlen(text);
  const auto [stop, error] = std::from_chars(text, end, number);
  return error == std::errc() && stop == end ? number : 0;
}

/// "%eth0" behind an address; nothing without a zone.
void append_zone(std::uint32_t zone, char* text, std::size_t size) noexcept {
  if (zone == 0) return;
  char name[IF_NAMESIZE];
  const std::size_t length = std::strlen(text);
  if (if_indextoname(zone, name) != nullptr) {
    std::snprintf(text + length, size - length, "%%%s", name);
  } else {
    std::snprintf(text + length, size - length, "%%%u", zone);
  }
}

}  // namespace

Address Address::internet(std::span<const std::byte> bytes, std::uint16_t port,
                          std::uint32_t scope) noexcept {
  Address address;
  address.family_ = bytes.size() == sizeof(in_addr) ? Family::ipv4 : Family::ipv6;
  address.size_ = static_cast<std::uint8_t>(bytes.size());
  address.port_ = port;
  address.scope_ = scope;
  std::copy(bytes.begin(), bytes.end(), address.bytes_.begin());
  return address;
}

Address Address::numeric(std::string_view host, std::uint16_t port) noexcept {
  char text[longest_number + 1] = {};
  const bool has_zero = host.find('\0') != std::string_view::npos;
  if (host.size() > longest_number || has_zero) return {};
  std::copy(host.begin(), host.end(), text);
  std::array<std::byte, sizeof(in6_addr)> bytes;
  if (inet_pton(AF_INET, text, bytes.data()) == 1) {
    return internet(std::span(bytes).first(sizeof(in_addr)), port);
  }
  char* const zone = std::strchr(text, '%');
  std::uint32_t scope = 0;
  if (zone != nullptr) {
    *zone = 0;
    scope = zone_of(zone + 1);
    if (scope == 0) return {};
  }
  return inet_pton(AF_INET6, text, bytes.data()) == 1 ? internet(bytes, port, scope) : Address();
}

Address Address::local(std::string_view path) noexcept {
  Address address;
  if (path.empty() || path.size() > longest_path) return address;
  address.family_ = Family::local;
  address.size_ = static_cast<std::uint8_t>(path.size());
  std::ranges::copy(as_bytes(path), address.bytes_.begin());
  return address;
}

Address Address::any(std::uint16_t port) noexcept { return numeric("::", port); }

Address Address::with_port(std::uint16_t port) const noexcept {
  Address address = *this;
  address.port_ = port;
  return address;
}

std::string_view Address::write_to(std::span<char> room) const noexcept {
  if (room.empty() || family_ == Family::none) return {};
  char number[longest_number + 1] = {};
  int length = 0;
  switch (family_) {
    case Family::ipv4:
      inet_ntop(AF_INET, bytes_.data(), number, sizeof number);
      length = std::snprintf(room.data(), room.size(), "%s:%u", number, unsigned{port_});
      break;
    case Family::ipv6:
      inet_ntop(AF_INET6, bytes_.data(), number, sizeof number);
      append_zone(scope_, number, sizeof number);
      length = std::snprintf(room.data(), room.size(), "[%s]:%u", number, unsigned{port_});
      break;
    default:
      length = std::snprintf(room.data(), room.size(), "%.*s", int{size_},
                             reinterpret_cast<const char*>(bytes_.data()));
  }
  return {room.data(), std::min(static_cast<std::size_t>(length), room.size() - 1)};
}

std::string Address::text() const {
  char room[longest_text];
  return std::string(write_to(room));
}

}  // namespace uasyncio

#endif
