// SPDX-License-Identifier: MIT
// Where sockets that are not the library's bind and connect.
#pragma once

#include <arpa/inet.h>
#include <cstdint>
#include <netinet/in.h>

/// This computer's; port 0 is any that is free. Others of its addresses are behind `host`.
inline sockaddr_in loopback_address(std::uint16_t port = 0, std::uint32_t host = INADDR_LOOPBACK) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(host);
  return address;
}
