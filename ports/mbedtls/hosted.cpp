// SPDX-License-Identifier: MIT
// Chance and the date, of Linux.
#include "ports/mbedtls/hosted.hpp"

#include <ctime>
#include <sys/random.h>

namespace uasyncio::mbedtls {

bool entropy(std::span<std::byte> room) noexcept {
  return getrandom(room.data(), room.size(), 0) == static_cast<ssize_t>(room.size());
}

std::int64_t utc_s() noexcept { return std::time(nullptr); }

}  // namespace uasyncio::mbedtls
