// SPDX-License-Identifier: MIT
// A model of the HD44780, by its data sheet. It takes what comes at the falling edge of E and
// drops and counts what comes while it is busy, so that a driver that is too fast shows. A read
// takes two pulses of E as a write does: who has lost a half reads halves, too.
#include "uasyncio/testing/lcd.hpp"

#include "uasyncio/testing/panel.hpp"

namespace uasyncio::testing {
namespace {

constexpr const char* pin_names[] = {"rs", "e", "d4", "d5", "d6", "d7", "rw"};
constexpr std::uint8_t e_number = 1;
constexpr std::uint8_t first_data_number = 2;
constexpr std::uint8_t last_data_number = 5;
constexpr unsigned data_pins = 0xFu << first_data_number;
constexpr Duration power_on_time = from_microseconds(40'000);
constexpr Duration clear_time = from_microseconds(1'520);
constexpr Duration command_time = from_microseconds(37);
constexpr Duration data_time = from_microseconds(41);
constexpr Duration shortest_e_time = from_microseconds(1);  // 450 ns, in a clock of microseconds
constexpr std::uint8_t text_mask = 0x7F;
constexpr std::uint8_t line_length = 40;  // of each of the two, also where less is shown
constexpr std::uint8_t dots_mask = 0x3F;

}  // namespace

Instant Lcd::now() noexcept {
  auto* const scheduler = kernel::Scheduler::running();
  return scheduler == nullptr ? Instant{} : scheduler->port().now();
}

Lcd::Lcd(std::uint8_t columns, std::uint8_t rows) noexcept : columns_(columns), rows_(rows) {
  lose_power();
  busy_until_ = now() + power_on_time;
}

void Lcd::lose_power() noexcept {
  text_.fill(' ');
  dots_.fill(0);
  address_ = shift_ = 0;
  has_high_half_ = is_four_bits_ = is_on_ = addresses_dots_ = moves_right_ = false;
  busy_until_ = now();
}

std::string_view Lcd::row(std::uint8_t number) noexcept {
  const unsigned line = number % 2 == 0 ? 0u : 0x40u;
  const unsigned first = (number < 2 ? 0u : columns_) + shift_;
  for (unsigned column = 0; column != columns_; ++column) {
    const unsigned place = line + (first + column) % line_length;
    shown_[column] = is_on_ && number < rows_ ? text_[place] : ' ';
  }
  return {shown_.data(), columns_};
}

void Lcd::unplug(bool floats_high) noexcept {
  lose_power();
  is_absent_ = true;
  floats_high_ = floats_high;
}

bool Lcd::is_busy() const noexcept { return hangs_ || now() < busy_until_; }

/// The half of its answer that is next.
unsigned Lcd::answer() const noexcept {
  const unsigned whole = (is_busy() ? 0x80u : 0u) | address_;
  return has_high_half_ ? whole & 0xF : whole >> 4;
}

/// A data pin is what the other side makes it, unless that lets it go to be answered.
bool Lcd::level(std::uint8_t number) const noexcept {
  const bool is_set = (pins_ & (1u << number)) != 0;
  const bool is_data = number >= first_data_number && number <= last_data_number;
  if (!is_set || !is_data || !is_read()) return is_set;
  if (is_absent_) return floats_high_;
  const bool is_answered = (pins_ & (1u << e_number)) != 0 && now() >= e_rose_ + shortest_e_time;
  return !is_answered || (answer() >> (number - first_data_number) & 1) != 0;
}

void Lcd::set_pin(std::uint8_t number, bool level) noexcept {
  const bool was_high = (pins_ & (1u << number)) != 0;
  const unsigned others = pins_ & ~(1u << number);
  pins_ = static_cast<std::uint8_t>(others | (static_cast<unsigned>(level) << number));
  if (level == was_high) return;
  tell_edge(&pins_ + number, pin_names[number], level);
  if (number != e_number) return;
  if (level) {
    e_rises();
  } else {
    e_falls();
  }
}

void Lcd::e_rises() noexcept {
  e_rose_ = now();
  if (nibbles_ != 0 && e_rose_ < e_fell_ + shortest_e_time) ++too_early_;
  if (is_read() && (pins_ & data_pins) != data_pins) ++clashes_;
}

void Lcd::e_falls() noexcept {
  e_fell_ = now();
  if (!is_read()) {
    ++nibbles_;
    if (!is_absent_) take_nibble();
  } else if (is_four_bits_) {
    has_high_half_ = !has_high_half_;
  }
}

void Lcd::take_nibble() noexcept {
  if (is_busy() || e_fell_ < e_rose_ + shortest_e_time) {
    ++too_early_;
    return;
  }
  if (nibbles_to_loss_ != 0 && --nibbles_to_loss_ == 0) return;
  const auto nibble = static_cast<std::uint8_t>(pins_ >> first_data_number & 0xF);
  const bool is_data = (pins_ & 1) != 0;
  if (!is_four_bits_) return take(is_data, static_cast<std::uint8_t>(nibble << 4));
  has_high_half_ = !has_high_half_;
  if (has_high_half_) {
    high_half_ = nibble;
  } else {
    take(is_data, static_cast<std::uint8_t>((high_half_ << 4) | nibble));
  }
}

void Lcd::be_busy(Duration length) noexcept {
  busy_until_ = now() + length * slowness_percent_ / 100;
}

void Lcd::take(bool is_data, std::uint8_t byte) noexcept {
  if (is_data) {
    take_data(byte);
    be_busy(data_time);
  } else {
    be_busy(command_time);
    take_command(byte);
  }
  tell_rows(*this, "lcd", rows_);
}

/// The highest bit that is set says what command it is.
void Lcd::take_command(std::uint8_t command) noexcept {
  if ((command & 0x80) != 0) {
    address_ = command & text_mask;
    addresses_dots_ = false;
  } else if ((command & 0x40) != 0) {
    address_ = command & dots_mask;
    addresses_dots_ = true;
  } else if ((command & 0x20) != 0) {
    is_four_bits_ = (command & 0x10) == 0;
    has_high_half_ = false;
  } else if ((command & 0x10) != 0) {
    const bool moves_text = (command & 0x08) != 0;
    const bool moves_right = (command & 0x04) != 0;
    if (!moves_text) return step(moves_right);
    const unsigned more = moves_right ? line_length - 1u : 1u;
    shift_ = static_cast<std::uint8_t>((shift_ + more) % line_length);
  } else if ((command & 0x08) != 0) {
    is_on_ = (command & 0x04) != 0;
  } else if ((command & 0x04) != 0) {
    moves_right_ = (command & 0x02) != 0;
  } else if (command != 0) {
    if (command == 1) text_.fill(' ');
    if (command == 1) moves_right_ = true;
    address_ = shift_ = 0;
    addresses_dots_ = false;
    be_busy(clear_time);
  }
}

void Lcd::take_data(std::uint8_t byte) noexcept {
  if (addresses_dots_) {
    dots_[address_] = byte & 0x1F;
  } else {
    text_[address_] = static_cast<char>(byte);
  }
  step(moves_right_);
}

/// The next place: behind the end of a line the beginning of the other one. Dots are one line.
void Lcd::step(bool right) noexcept {
  if (addresses_dots_) {
    address_ = (address_ + (right ? 1u : dots_mask)) & dots_mask;
    return;
  }
  const unsigned column = address_ & dots_mask;
  const bool is_at_end = column == (right ? line_length - 1u : 0u);
  const unsigned other_line = (address_ ^ 0x40u) & 0x40u;
  const unsigned next = is_at_end ? other_line + (right ? 0u : line_length - 1u)
                                  : address_ + (right ? 1u : text_mask);
  address_ = static_cast<std::uint8_t>(next & text_mask);
}

}  // namespace uasyncio::testing
