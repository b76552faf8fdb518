// SPDX-License-Identifier: MIT
// Texts that wait in slots of one size: nothing is split, moved or allocated.
#include "uasyncio/drivers/link/text_slots.hpp"

#include <cstring>

namespace uasyncio::detail {

bool TextSlots::add(std::string_view text) noexcept {
  if (full() || text.size() > bytes_) return false;
  std::uint8_t* const place = free_slot();
  *place = static_cast<std::uint8_t>(text.size());
  if (!text.empty()) std::memcpy(place + 1, text.data(), text.size());
  add();
  return true;
}

}  // namespace uasyncio::detail
