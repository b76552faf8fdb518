// SPDX-License-Identifier: MIT
// What to send to a display, without pins and time. It keeps the text that should be shown and
// which rows are not, and not a list of writes: so the newest text wins, and what is shown already
// is not sent.
#include "uasyncio/drivers/lcd_script.hpp"

#include <bit>
#include <utility>

namespace uasyncio {
namespace {

using Kind = LcdOutput::Kind;

constexpr std::uint16_t byte_us = 60;      // 37 us at 270 kHz, 53 us at the 190 kHz of clones
constexpr std::uint16_t clear_us = 5'000;  // 1.52 ms, up to 4.9 ms at 160 kHz

constexpr std::uint8_t clear_display = 0x01;
constexpr std::uint8_t return_home = 0x02;  // no shift, of what a half of a byte may have shifted
constexpr std::uint8_t character_address = 0x40;
constexpr std::uint8_t text_address = 0x80;

/// In whatever state the display is, three times "eight bits" and then "four bits" are understood:
/// the pauses are long enough for whatever command the halves happen to make, the one before too.
constexpr LcdOutput setup[] = {
    {Kind::nothing, 0, 5'000},
    {Kind::nibble, 0x3, 5'000},
    {Kind::nibble, 0x3, 5'000},
    {Kind::nibble, 0x3, 150},
    {Kind::nibble, 0x2, byte_us},
    {Kind::command, 0x28, byte_us},  // four bits, two lines, 5 x 8 dots
    {Kind::command, 0x0C, byte_us},  // on, without a cursor
    {Kind::command, 0x06, byte_us},  // the place moves to the right, the text stays
};
constexpr std::uint8_t setup_size = sizeof setup / sizeof setup[0];

std::uint8_t lowest(std::uint8_t bits) noexcept {
  return static_cast<std::uint8_t>(std::countr_zero(bits));
}

void set_bit(std::uint8_t& bits, std::uint8_t bit) noexcept {
  bits = static_cast<std::uint8_t>(bits | (1u << bit));
}
void clear_bit(std::uint8_t& bits, std::uint8_t bit) noexcept {
  bits = static_cast<std::uint8_t>(bits & ~(1u << bit));
}

/// Rows 2 and 3 are the continuation of rows 0 and 1.
unsigned first_address(std::uint8_t row, std::uint8_t columns) noexcept {
  return (row % 2 == 0 ? 0u : 0x40u) + (row < 2 ? 0u : columns);
}

}  // namespace

LcdScript::LcdScript(char* text, std::uint8_t columns, std::uint8_t rows) noexcept
    : text_(text), columns_(columns), rows_(rows) {
  for (int place = 0; place != columns * rows; ++place) text[place] = ' ';
}

void LcdScript::restart() noexcept {
  resync();
  clears_ = true;
}

void LcdScript::resync() noexcept {
  setup_ = 0;
  place_ = no_place;
  dirty_rows_ = static_cast<std::uint8_t>((1u << rows_) - 1);
  for (std::uint8_t number = 0; number != most_characters; ++number) {
    if (characters_[number] != nullptr) set_bit(dirty_characters_, number);
  }
}

bool LcdScript::set_row(std::uint8_t row, std::string_view text) noexcept {
  bool has_changed = false;
  for (std::uint8_t column = 0; column != columns_; ++column) {
    char& shown = text_[row * columns_ + column];
    const char wanted = column < text.size() ? text[column] : ' ';
    has_changed = has_changed || shown != wanted;
    shown = wanted;
  }
  if (has_changed) set_bit(dirty_rows_, row);
  return has_changed;
}

void LcdScript::set_character(std::uint8_t number, Character rows) noexcept {
  characters_[number] = rows.data();
  set_bit(dirty_characters_, number);
}

bool LcdScript::all_sent() const noexcept {
  return setup_ > setup_size && place_ == no_place && dirty_characters_ == 0 && dirty_rows_ == 0;
}

LcdOutput LcdScript::next() noexcept {
  if (setup_ < setup_size) return setup[setup_++];
  if (setup_ == setup_size) {
    ++setup_;
    return {Kind::command, std::exchange(clears_, false) ? clear_display : return_home, clear_us};
  }
  const bool sends_text = place_ != no_place && !sends_character_;
  if (!sends_text && (place_ != no_place || dirty_characters_ != 0)) return next_of_character();
  return next_of_text();
}

LcdOutput LcdScript::next_of_character() noexcept {
  if (place_ == no_place) {
    current_ = lowest(dirty_characters_);
    clear_bit(dirty_characters_, current_);
    sends_character_ = true;
    place_ = 0;
    const unsigned address = character_address + current_ * character_rows;
    return {Kind::command, static_cast<std::uint8_t>(address), byte_us};
  }
  const std::uint8_t dots = characters_[current_][place_];
  if (++place_ == character_rows) place_ = no_place;
  return {Kind::data, dots, byte_us};
}

/// A row that changes while it is sent is sent once more.
LcdOutput LcdScript::next_of_text() noexcept {
  if (place_ == no_place) {
    if (dirty_rows_ == 0) return {};
    current_ = lowest(dirty_rows_);
    clear_bit(dirty_rows_, current_);
    sends_character_ = false;
    place_ = 0;
    const unsigned address = text_address + first_address(current_, columns_);
    return {Kind::command, static_cast<std::uint8_t>(address), byte_us};
  }
  const auto code = static_cast<std::uint8_t>(text_[current_ * columns_ + place_]);
  if (++place_ == columns_) place_ = no_place;
  return {Kind::data, code, byte_us};
}

/// In the memory of characters only six bits of the place count.
LcdAnswer LcdScript::answer_to(const LcdOutput& sent) const noexcept {
  if (sent.kind == Kind::nothing || sent.kind == Kind::nibble) return {};
  constexpr std::uint8_t places = text_address | character_address;
  if (sent.kind == Kind::command && (sent.value & places) == 0) return {0, LcdAnswer::busy};
  const std::uint8_t size = sends_character_ ? character_rows : columns_;
  const std::uint8_t place = place_ == no_place ? size : place_;
  if (sends_character_) {
    const unsigned address = current_ * character_rows + place;
    return {static_cast<std::uint8_t>(address & 0x3F), LcdAnswer::busy | 0x3F};
  }
  // Behind the last of its 40 places a line goes on with the other one.
  const unsigned address = first_address(current_, columns_) + place;
  const unsigned next = (address & 0x3F) == 40 ? ~address & 0x40 : address;
  return {static_cast<std::uint8_t>(next), LcdAnswer::busy | 0x7F};
}

}  // namespace uasyncio
