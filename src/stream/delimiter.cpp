// Looks for the end of a line, or another mark of up to four bytes, from where the last look
// ended: a line that comes byte by byte is not searched from its start each time.
#include "uasyncio/stream/delimiter.hpp"

#include <cstring>

namespace uasyncio {

std::size_t Delimiter::find_in(std::span<const std::byte> text, std::size_t start) const noexcept {
  const auto first = static_cast<std::byte>(bytes_[0]);
  for (std::size_t place = start; place + size_ <= text.size(); ++place) {
    if (text[place] != first) continue;
    if (size_ == 1 || std::memcmp(&text[place], bytes_, size_) == 0) return place;
  }
  return none;
}

}  // namespace uasyncio
