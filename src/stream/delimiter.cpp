// SPDX-License-Identifier: MIT
// Looks for the end of a line, or another mark of up to four bytes, from where the last look
// ended: a line that comes byte by byte is not searched from its start each time.
#include "uasyncio/stream/delimiter.hpp"

#include "uasyncio/port/config.hpp"

#if UASYNCIO_HOSTED
#include <cstring>
#else
#include "find_byte.hpp"
#endif

namespace uasyncio {
namespace {

/// Its first place, or `end`.
const std::byte* find(const std::byte* place, const std::byte* end, char byte) noexcept {
#if UASYNCIO_HOSTED
  const void* const found = std::memchr(place, byte, static_cast<std::size_t>(end - place));
  return found == nullptr ? end : static_cast<const std::byte*>(found);
#else
  return detail::find_byte(place, end, static_cast<std::byte>(byte));
#endif
}

}  // namespace

std::size_t Delimiter::find_in(std::span<const std::byte> text, std::size_t start) const noexcept {
  if (!is_valid() || text.size() < start + size_) return none;
  const std::byte* const end = text.data() + (text.size() - size_ + 1);
  for (const std::byte* place = text.data() + start;; ++place) {
    place = find(place, end, bytes_[0]);
    if (place == end) return none;
    std::size_t same = 1;
    while (same != size_ && place[same] == static_cast<std::byte>(bytes_[same])) ++same;
    if (same == size_) return static_cast<std::size_t>(place - text.data());
  }
}

}  // namespace uasyncio
