// SPDX-License-Identifier: MIT
// Addresses as Linux has them, and ours. They are copied and not cast: the system's structures are
// different types in the same memory. A path that begins with '@' stands for Linux's names that
// have no file, which begin with a zero.
#include "socket_name.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <netinet/in.h>
#include <sys/un.h>

namespace uasyncio::socket_name {
namespace {

constexpr std::size_t before_path = offsetof(sockaddr_un, sun_path);

/// As a structure of the system's, by copying: the two are different types.
template <class Structure>
Structure read_as(const SystemAddress& address) noexcept {
  Structure structure{};
  std::memcpy(&structure, &address.storage, sizeof structure);
  return structure;
}
template <class Structure>
SystemAddress made_of(const Structure& structure, std::size_t size = sizeof(Structure)) noexcept {
  SystemAddress address;
  std::memcpy(&address.storage, &structure, size);
  address.size = static_cast<socklen_t>(size);
  return address;
}

}  // namespace

SystemAddress to_system(const Address& address) noexcept {
  const std::span<const std::byte> bytes = address.bytes();
  switch (address.family()) {
    case Address::Family::none: return {};
    case Address::Family::ipv4: {
      sockaddr_in internet{};
      internet.sin_family = AF_INET;
      internet.sin_port = htons(address.port());
      std::memcpy(&internet.sin_addr, bytes.data(), bytes.size());
      return made_of(internet);
    }
    case Address::Family::ipv6: {
      sockaddr_in6 internet{};
      internet.sin6_family = AF_INET6;
      internet.sin6_port = htons(address.port());
      internet.sin6_scope_id = address.scope();
      std::memcpy(&internet.sin6_addr, bytes.data(), bytes.size());
      return made_of(internet);
    }
    case Address::Family::local: break;
  }
  sockaddr_un local{};
  local.sun_family = AF_UNIX;
  std::memcpy(local.sun_path, bytes.data(), bytes.size());
  if (local.sun_path[0] != '@') return made_of(local);
  local.sun_path[0] = 0;
  return made_of(local, before_path + bytes.size());
}

Address from_system(const SystemAddress& address) noexcept {
  if (address.size < sizeof(sa_family_t)) return {};
  switch (address.storage.ss_family) {
    case AF_INET: {
      const auto internet = read_as<sockaddr_in>(address);
      return Address::internet(std::as_bytes(std::span(&internet.sin_addr, 1)),
                               ntohs(internet.sin_port));
    }
    case AF_INET6: {
      const auto internet = read_as<sockaddr_in6>(address);
      if (IN6_IS_ADDR_V4MAPPED(&internet.sin6_addr)) {  // at a socket for both families
        return Address::internet(std::as_bytes(std::span(&internet.sin6_addr, 1)).last(4),
                                 ntohs(internet.sin6_port));
      }
      return Address::internet(std::as_bytes(std::span(&internet.sin6_addr, 1)),
                               ntohs(internet.sin6_port), internet.sin6_scope_id);
    }
    case AF_UNIX: break;
    default: return {};
  }
  if (address.size <= before_path) return {};  // it has no name
  auto local = read_as<sockaddr_un>(address);
  std::size_t size = address.size - before_path;
  if (local.sun_path[0] == 0) {
    local.sun_path[0] = '@';
  } else {
    size = strnlen(local.sun_path, size);
  }
  return Address::local({local.sun_path, size});
}

Address of_peer(int descriptor) noexcept {
  SystemAddress address;
  address.size = sizeof address.storage;
  return getpeername(descriptor, address.get(), &address.size) == 0 ? from_system(address)
                                                                    : Address();
}

Address of_self(int descriptor) noexcept {
  SystemAddress address;
  address.size = sizeof address.storage;
  return getsockname(descriptor, address.get(), &address.size) == 0 ? from_system(address)
                                                                    : Address();
}

}  // namespace uasyncio::socket_name
