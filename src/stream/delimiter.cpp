// SPDX-License-Identifier: MIT
// Looks for the end of a line, or another mark of up to four bytes, from where the last look
// ended: a line that comes byte by byte is not searched from its start each time.
#include "uasyncio/stream/delimiter.hpp"

namespace uasyncio {

std::size_t Delimiter::find_in(std::span<const std::byte> text, std::size_t start) const noexcept {
  if (!is_valid() || text.size() < start + size_) return none;
  const auto first = static_cast<std::byte>(bytes_[0]);
  const std::byte* place = text.data() + start;
  const std::byte* const end = text.data() + (text.size() - size_ + 1);
  do {
    if (*place != first) continue;
    std::size_t same = 1;
    while (same != size_ && place[same] == static_cast<std::byte>(bytes_[same])) ++same;
    if (same == size_) return static_cast<std::size_t>(place - text.data());
  } while (++place != end);
  return none;
}

}  // namespace uasyncio
