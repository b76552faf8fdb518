// SPDX-License-Identifier: MIT
// SynComFrames: texts in frames that are checked, numbered and acknowledged.
#pragma once

#include "uasyncio/drivers/link/crc16.hpp"
#include "uasyncio/drivers/link/frame_bits.hpp"
#include "uasyncio/drivers/link/syncom_format.hpp"

#include <cstdint>
#include <string_view>

namespace uasyncio {

/// The format of a SynCom if nothing else is said. A frame is a control byte, the length, the text,
/// and a CRC-16 of all that. A text is sent again until the peer has acknowledged it, and the next
/// one goes after that: whatever bits are lost, doubled or wrong, each text arrives once, in order
/// and whole, or the link is lost, which both sides are told.
///
/// Control, from the lowest bit: joining; has heard the other join; there is a text; its number (2
/// bits); the number that is expected next (2 bits).
class SynComFrames final : public SynComFormat {
 public:
  SynComFrames(const detail::TextSlots& in_room, const detail::TextSlots& out_room) noexcept
      : SynComFormat(in_room, out_room) {}

  bool begin(bool passive) noexcept override;
  bool exchange(bool bit) noexcept override;
  bool rests() const noexcept override { return is_quiet() && in_ones_ == most_ones; }
  bool calls() const noexcept override { return out_ones_ == most_ones && has_news(); }
  bool takes(std::string_view) const noexcept override { return true; }

 private:
  static constexpr std::uint16_t between = 0xFFFF;  // a `place_`: no frame is being sent
  static constexpr std::uint8_t most_ones = 15;

  bool has_news() const noexcept {
    return !is_joined() || owes_answer_ || (!out.empty() && patience_ == 0);
  }
  bool is_quiet() const noexcept {
    return is_joined() && !owes_answer_ && out.empty() && out_ones_ == most_ones;
  }
  void begin_frame() noexcept;
  void feed() noexcept;
  std::uint8_t byte_at(std::uint16_t place) noexcept;
  void take_byte(std::uint8_t byte) noexcept;
  void end_frame(bool is_whole) noexcept;
  void take_frame() noexcept;
  void take_acknowledgement(std::uint8_t expected) noexcept;
  void take_text(std::uint8_t number) noexcept;
  void enter() noexcept;
  void leave(const Error& error) noexcept;

  detail::BitSender sender_;
  detail::BitReceiver receiver_;
  std::string_view text_;          // that is being sent
  std::uint16_t place_ = between;  // in the frame that is being sent
  std::uint16_t out_check_ = 0;
  std::uint16_t in_check_ = 0;
  std::uint16_t in_place_ = 0;
  std::uint16_t patience_ = 0;  // so many bits until the text is sent again
  std::uint8_t control_ = 0;    // of the frame that is being sent
  std::uint8_t in_control_ = 0;
  std::uint8_t number_ = 0;    // of the text to send
  std::uint8_t expected_ = 0;  // of the next text of the peer
  std::uint8_t out_ones_ = 0;  // since the last 0
  std::uint8_t in_ones_ = 0;
  bool is_in_frame_ = false;
  bool has_heard_join_ = false;
  bool was_sent_ = false;  // the text to send, at least once
  bool owes_answer_ = false;
};

}  // namespace uasyncio
