// SPDX-License-Identifier: MIT
// Chance, the date and memory, of Linux.
#include "ports/mbedtls/hosted.hpp"

#include <cstdlib>
#include <ctime>
#include <sys/random.h>

namespace uasyncio::mbedtls {

bool entropy(std::span<std::byte> room) noexcept {
  return getrandom(room.data(), room.size(), 0) == static_cast<ssize_t>(room.size());
}

std::int64_t utc_s() noexcept { return std::time(nullptr); }

void* allocate(std::size_t count, std::size_t size) noexcept { return std::calloc(count, size); }
void free(void* block) noexcept { std::free(block); }
void tidy() noexcept {}

}  // namespace uasyncio::mbedtls
