// SPDX-License-Identifier: MIT
// Addresses as the system has them.
#pragma once

#include "uasyncio/stream/address.hpp"

#include <sys/socket.h>

namespace uasyncio::socket_name {

struct SystemAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;

  const sockaddr* get() const noexcept { return reinterpret_cast<const sockaddr*>(&storage); }
  sockaddr* get() noexcept { return reinterpret_cast<sockaddr*>(&storage); }
};

SystemAddress to_system(const Address& address) noexcept;
/// None, if it is of another family or has no name.
Address from_system(const SystemAddress& address) noexcept;

/// Of a socket; none if there is none.
Address of_peer(int descriptor) noexcept;
Address of_self(int descriptor) noexcept;

}  // namespace uasyncio::socket_name
