// SPDX-License-Identifier: MIT
// TextSlots: texts of up to 255 bytes that wait their turn, in memory of who makes them.
#pragma once

#include <cstdint>
#include <string_view>

namespace uasyncio::detail {

/// A ring of slots, each for one text and its length. For the loop's thread.
class TextSlots {
 public:
  /// `room` holds so many slots of 1 + `bytes`; one of them is always free, for the text that is
  /// being made.
  TextSlots(std::uint8_t* room, std::uint8_t bytes, std::uint8_t slots) noexcept
      : room_(room), bytes_(bytes), slots_(slots) {}

  std::uint8_t capacity() const noexcept { return bytes_; }
  std::uint8_t count() const noexcept { return count_; }
  bool empty() const noexcept { return count_ == 0; }
  bool full() const noexcept { return count_ + 1 == slots_; }

  /// Where the next text is made: its length, and its bytes behind that. Until `add`.
  std::uint8_t* free_slot() noexcept { return slot(count_); }
  /// What was made there is in the ring. Only if it is not full.
  void add() noexcept { ++count_; }
  /// False if the ring is full, or the text too long.
  bool add(std::string_view text) noexcept;

  /// The text that has waited longest. Only if there is one. Texts that come by `add(text)` leave
  /// its memory alone until the one behind it is removed too.
  std::string_view oldest() const noexcept {
    const std::uint8_t* const place = slot(0);
    return {reinterpret_cast<const char*>(place + 1), *place};
  }
  void remove() noexcept {
    first_ = static_cast<std::uint8_t>(first_ + 1 == slots_ ? 0 : first_ + 1);
    --count_;
  }

 private:
  std::uint8_t* slot(unsigned n) const noexcept {
    unsigned place = first_ + n;
    if (place >= slots_) place -= slots_;
    return room_ + place * (bytes_ + 1u);
  }

  std::uint8_t* room_;
  std::uint8_t bytes_;
  std::uint8_t slots_;
  std::uint8_t first_ = 0;
  std::uint8_t count_ = 0;
};

}  // namespace uasyncio::detail
