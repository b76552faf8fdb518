// SPDX-License-Identifier: MIT
// Messages of name servers (RFC 1035), as far as one question for one IPv4 address goes.
#pragma once

#include "ports/lwip/ip_address.hpp"

#include <cstddef>
#include <span>
#include <string_view>

namespace uasyncio::lwip::dns {

inline constexpr std::size_t longest_message = 512;  // of a datagram
inline constexpr std::size_t longest_name = 253;

/// A question for the address of `host`, and its size; 0 if that is no name of a host. `room` is of
/// `longest_message` bytes. From anywhere.
std::size_t write_question(std::span<std::byte> room, std::uint16_t number,
                           std::string_view host) noexcept;

struct Answer {
  enum class Kind : std::uint8_t {
    other,    // to another question, or none at all
    address,  // `address` is the first one
    no_host,  // there is no such host, or it has no IPv4 address
    refusal,  // the server does not tell
    broken,   // what it says of its own lengths is not so, or there is no room for an address
    cut,      // the address did not fit into the datagram
  };
  Kind kind = Kind::other;
  IpAddress address = {};
};

/// What a message says to the question with this number for `host`. From anywhere.
Answer read_answer(std::span<const std::byte> message, std::uint16_t number,
                   std::string_view host) noexcept;

}  // namespace uasyncio::lwip::dns
