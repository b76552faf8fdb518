// SPDX-License-Identifier: MIT
// What an HD44780 display is sent, and how long it takes: the logic of the LCD driver, which knows
// neither pins nor tasks. Values and times are those of the HD44780U data sheet (tables 4 and 6,
// figure 24), with room for clones whose oscillator is slow.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace uasyncio {

/// The next thing to send, and how long the display is then busy.
struct LcdOutput {
  enum class Kind : std::uint8_t {
    nothing,  // only wait; without a wait: everything is shown
    nibble,   // four bits, as a command: the display may still expect eight
    command,
    data,
  };
  Kind kind = Kind::nothing;
  std::uint8_t value = 0;
  std::uint16_t wait_us = 0;
};

/// What a display whose R/W is wired says when it is done: the busy flag, bit 7, is 0, and the
/// other bits are the place to which the next byte goes.
struct LcdAnswer {
  static constexpr std::uint8_t busy = 0x80;

  std::uint8_t value = 0;
  std::uint8_t mask = 0;  // which bits are known; 0: it cannot be asked

  bool is(std::uint8_t answer) const noexcept { return ((answer ^ value) & mask) == 0; }
};

/// The text of a display and what of it is not shown yet. The text lies in the caller's memory,
/// `columns` x `rows` characters, which must outlive it. From one context at a time.
class LcdScript {
 public:
  static constexpr std::uint8_t most_rows = 4;
  static constexpr std::uint8_t most_characters = 8;
  static constexpr std::uint8_t character_rows = 8;
  /// How long a display is left alone before its first byte: it wants 40 ms from 2.7 V on.
  static constexpr std::uint32_t power_on_us = 50'000;
  using Character = std::span<const std::uint8_t, character_rows>;

  LcdScript(char* text, std::uint8_t columns, std::uint8_t rows) noexcept;

  /// From the beginning: the display has no power yet, or is to be cleared.
  void restart() noexcept;
  /// The display may have lost the place between the halves of a byte, or its power: sets it up
  /// again without a clear, and writes all of it.
  void resync() noexcept;

  /// Pads or cuts `text` to the row. False if that is what it says already.
  bool set_row(std::uint8_t row, std::string_view text) noexcept;
  std::string_view row(std::uint8_t row) const noexcept {
    return {text_ + row * columns_, columns_};
  }
  /// A character of one's own is shown by the code `number`, 0 to 7. `rows` must outlive it.
  void set_character(std::uint8_t number, Character rows) noexcept;

  /// Whether nothing is left to send.
  bool all_sent() const noexcept;
  /// What to send next; it counts as sent from then on.
  LcdOutput next() noexcept;
  /// What the display says when it has done what the last `next` gave.
  LcdAnswer answer_to(const LcdOutput& sent) const noexcept;

 private:
  static constexpr std::uint8_t no_place = 0xFF;

  LcdOutput next_of_character() noexcept;
  LcdOutput next_of_text() noexcept;

  char* text_;
  std::array<const std::uint8_t*, most_characters> characters_{};
  std::uint8_t columns_;
  std::uint8_t rows_;
  std::uint8_t setup_ = 0;             // how far the setting up is
  std::uint8_t dirty_rows_ = 0;        // one bit each
  std::uint8_t dirty_characters_ = 0;  // one bit each
  std::uint8_t current_ = 0;           // the row or the character that is being sent
  std::uint8_t place_ = no_place;      // in it
  bool sends_character_ = false;       // `current_` is one
  bool clears_ = true;
};

}  // namespace uasyncio
