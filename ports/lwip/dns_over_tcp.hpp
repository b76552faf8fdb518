// SPDX-License-Identifier: MIT
// Of resolver.hpp: name servers over TCP, for answers that do not fit into a datagram.
#pragma once

#include "uasyncio/core/coro.hpp"

#include "ports/lwip/address.hpp"

#include <cstddef>
#include <span>

namespace uasyncio::lwip::dns {

/// Gives a server the question of `size` bytes that stands in `room`, and puts its answer there, as
/// far as it fits; its size. OSError as those of open_connection, IncompleteReadError.
Coro<std::size_t> exchange_over_tcp(Address server, std::span<std::byte> room, std::size_t size);

/// That one, in programs that open connections; in others, which are spared all of TCP, null.
inline constinit decltype(&exchange_over_tcp) over_tcp = nullptr;

}  // namespace uasyncio::lwip::dns
