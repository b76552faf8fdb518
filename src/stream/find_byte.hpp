// SPDX-License-Identifier: MIT
// Of stream/delimiter.hpp: memchr for chips, where that of the C library takes more flash than a
// line is long. This passes over words that do not have the byte, and is for memory of any
// alignment.
#pragma once

#include "uasyncio/stream/delimiter.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>

namespace uasyncio::detail {

inline constexpr std::uint32_t ones = 0x01010101;

/// Whether a byte of it is 0: the lowest that is borrows into its highest bit, which was not set.
constexpr bool has_zero(std::uint32_t word) noexcept {
  return ((word - ones) & ~word & (ones << 7)) != 0;
}

/// Of an aligned place.
inline std::uint32_t word_at(const std::byte* place) noexcept {
  std::uint32_t word;
  std::memcpy(&word, std::assume_aligned<sizeof word>(place), sizeof word);
  return word;
}

/// Its first place, or `end`.
inline const std::byte* find_byte(const std::byte* place, const std::byte* end,
                                  std::byte byte) noexcept {
  const std::uint32_t four = ones * static_cast<std::uint32_t>(byte);
  for (;; ++place) {
    const bool is_aligned = reinterpret_cast<std::uintptr_t>(place) % sizeof four == 0;
    while (is_aligned && end - place >= 4 && !has_zero(word_at(place) ^ four)) place += 4;
    if (place == end || *place == byte) return place;
  }
}

}  // namespace uasyncio::detail
