// SPDX-License-Identifier: MIT
// SynComOriginal: the bits of the original SynCom, for a peer that runs it.
#pragma once

#include "uasyncio/drivers/link/syncom_format.hpp"

#include <cstdint>
#include <string_view>

namespace uasyncio {

/// `SynCom<64, 4, SynComOriginal>`: characters of seven bits, the lowest first; a 0 ends a text,
/// and zeros fill the time. Both sides begin with the byte 0x9D. Nothing is checked, acknowledged
/// or sent again: a bit that is lost or doubled makes nonsense of all texts behind it, and what
/// comes while the queue is full is dropped, and counted. Bits go to and fro without a rest.
class SynComOriginal final : public SynComFormat {
 public:
  SynComOriginal(const detail::TextSlots& in_room, const detail::TextSlots& out_room) noexcept
      : SynComFormat(in_room, out_room) {}

  bool begin(bool passive) noexcept override;
  bool exchange(bool bit) noexcept override;
  bool rests() const noexcept override { return false; }
  bool calls() const noexcept override { return false; }
  /// Characters from 1 to 127, at least one.
  bool takes(std::string_view text) const noexcept override;

 private:
  void take_character(std::uint8_t character) noexcept;
  std::uint8_t next_character() noexcept;

  std::uint8_t in_shift_ = 0;
  std::uint8_t out_shift_ = 0;
  std::uint8_t in_bits_ = 0;
  std::uint8_t out_bits_ = 0;
  std::uint8_t place_ = 0;   // in the text that is sent
  std::uint8_t length_ = 0;  // of the text that comes
  bool passive_ = false;
  bool is_too_long_ = false;
};

}  // namespace uasyncio
