// SPDX-License-Identifier: MIT
// Of stream/resolver.hpp: addresses in the lists that the system and c-ares give.
#pragma once

#include "uasyncio/stream/resolver.hpp"

#if UASYNCIO_HOSTED

#include <cstdint>
#include <sys/socket.h>

namespace uasyncio::detail {

/// Adds what the system has as `address`, with this port; nothing if it is of another family than
/// IPv4 and IPv6.
void add_system_address(Addresses& found, const sockaddr* address, std::uint16_t port);

}  // namespace uasyncio::detail

#endif
