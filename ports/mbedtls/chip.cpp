// SPDX-License-Identifier: MIT
// The date and the memory of TLS on a chip. mbedTLS does not say how large what it gives back was,
// so that is kept before each block.
#include "ports/mbedtls/chip.hpp"

#include "uasyncio/port/platform.hpp"
#include "uasyncio/port/port.hpp"

#include <cstring>

namespace uasyncio::mbedtls {
namespace {

alignas(std::max_align_t) std::byte room[UASYNCIO_TLS_MEMORY];
constexpr std::size_t head = 2 * sizeof(void*);  // keeps what is behind it aligned

std::int64_t utc_at_start_us = 0;  // 0: not known

std::int64_t since_start_us() noexcept {
  return static_cast<std::int64_t>(to_microseconds(platform::default_port().now()));
}

kernel::FramePool& the_pool() noexcept {
  static kernel::FramePool pool(room, sizeof room);
  return pool;
}

}  // namespace

void set_utc(std::int64_t utc_us) noexcept { utc_at_start_us = utc_us - since_start_us(); }

std::int64_t utc_s() noexcept {
  return utc_at_start_us == 0 ? 0 : (utc_at_start_us + since_start_us()) / 1'000'000;
}

const kernel::FramePool& pool() noexcept { return the_pool(); }

void* allocate(std::size_t count, std::size_t size) noexcept {
  std::size_t whole;
  if (__builtin_mul_overflow(count, size, &whole)) return nullptr;
  whole += head;
  void* const block = the_pool().allocate(whole);
  if (block == nullptr) return nullptr;
  *static_cast<std::size_t*>(block) = whole;
  return std::memset(static_cast<std::byte*>(block) + head, 0, whole - head);
}

void free(void* block) noexcept {
  if (block == nullptr) return;
  std::byte* const whole = static_cast<std::byte*>(block) - head;
  the_pool().deallocate(whole, *reinterpret_cast<std::size_t*>(whole));
}

void tidy() noexcept { the_pool().tidy(); }

}  // namespace uasyncio::mbedtls
