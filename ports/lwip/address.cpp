// SPDX-License-Identifier: MIT
// Addresses as text, strictly: four numbers from 0 to 255.
#include "ports/lwip/address.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace uasyncio {

Address Address::numeric(std::string_view host, std::uint16_t port) noexcept {
  const char* place = host.data();
  const char* const end = place + host.size();
  std::uint32_t bits = 0;
  for (unsigned shift = 0; shift != 32; shift += 8) {
    if (shift != 0 && (place == end || *place++ != '.')) return {};
    std::uint8_t number = 0;
    const auto [rest, error] = std::from_chars(place, end, number);
    if (error != std::errc()) return {};
    place = rest;
    bits |= static_cast<std::uint32_t>(number) << shift;
  }
  return place == end ? Address({bits}, port) : Address();
}

std::string_view Address::write_to(std::span<char> room) const noexcept {
  if (*this == Address()) return {};
  char text[longest_text];
  char* end = text;
  for (unsigned shift = 0; shift != 32; shift += 8) {
    if (shift != 0) *end++ = '.';
    end = std::to_chars(end, text + sizeof text, host_.bits >> shift & 0xFF).ptr;
  }
  *end++ = ':';
  end = std::to_chars(end, text + sizeof text, port_).ptr;
  const std::size_t size = std::min(room.size(), static_cast<std::size_t>(end - text));
  std::memcpy(room.data(), text, size);
  return {room.data(), size};
}

}  // namespace uasyncio
