// SPDX-License-Identifier: MIT
// Of stream/resolver.hpp: an address of the system's. It is copied and not cast: its structures are
// different types in the same memory.
#include "uasyncio/stream/resolver.hpp"

#if UASYNCIO_HOSTED

#include "system_address.hpp"

#include <cstring>
#include <netinet/in.h>

namespace uasyncio::detail {

void add_system_address(Addresses& found, const sockaddr* address, std::uint16_t port) {
  if (address->sa_family == AF_INET) {
    sockaddr_in internet;
    std::memcpy(&internet, address, sizeof internet);
    found.push_back(Address::internet(std::as_bytes(std::span(&internet.sin_addr, 1)), port));
  } else if (address->sa_family == AF_INET6) {
    sockaddr_in6 internet;
    std::memcpy(&internet, address, sizeof internet);
    found.push_back(Address::internet(std::as_bytes(std::span(&internet.sin6_addr, 1)), port,
                                      internet.sin6_scope_id));
  }
}

}  // namespace uasyncio::detail

#endif
