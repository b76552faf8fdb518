// SPDX-License-Identifier: MIT
// Keys in rows and columns. While none is down all rows are low together, so that any key
// interrupts and nothing is scanned. A pass then drives one row after the other, each for a
// millisecond before it is read: the lines need time to settle, and the loop need not wait for it.
#include "uasyncio/drivers/keyboard.hpp"

#include "uasyncio/drivers/saturating_count.hpp"

#include <bit>

namespace uasyncio {
namespace {

using detail::count;

constexpr Duration row_time = from_milliseconds(1);  // so long is a row driven before it is read
constexpr Duration pause_of_passes = from_milliseconds(10);  // while a key is down

}  // namespace

/// The keys of a row that share at least two columns with another row.
std::uint16_t KeyRows::ambiguous(unsigned row) const noexcept {
  if (has_diodes_) return 0;
  unsigned keys = 0;
  for (unsigned other = 0; other != rows_; ++other) {
    const unsigned common = seen_[row] & seen_[other];
    if (other != row && std::popcount(common) >= 2) keys |= common;
  }
  return static_cast<std::uint16_t>(keys);
}

std::uint16_t KeyRows::take(unsigned row) noexcept {
  const unsigned unclear = ambiguous(row);
  const unsigned before = down_[row];
  const unsigned now = (seen_[row] & ~unclear) | (before & unclear);
  if ((unclear & ~before) != 0) sees_ghost_ = true;
  if (now != before) has_changed_ = true;
  down_[row] = static_cast<std::uint16_t>(now);
  return static_cast<std::uint16_t>(now ^ before);
}

bool KeyRows::end_of_pass() noexcept {
  if (sees_ghost_ && !saw_ghost_) count(ghosts_);
  saw_ghost_ = sees_ghost_;
  sees_ghost_ = false;
  const bool has_changed = has_changed_;
  has_changed_ = false;
  return has_changed;
}

bool KeyRows::any_down() const noexcept {
  for (unsigned row = 0; row != rows_; ++row) {
    if (down_[row] != 0 || seen_[row] != 0) return true;
  }
  return false;
}

KeyboardBase::KeyboardBase(const Functions& functions, std::uint16_t* seen, std::uint16_t* down,
                           unsigned rows, unsigned columns, const KeyboardOptions& options) noexcept
    : Alarm(&KeyboardBase::on_alarm),
      functions_(functions),
      seen_(seen),
      keys_(seen, down, rows, options.has_diodes),
      db_delay_ms_(options.db_delay),
      rows_(static_cast<std::uint8_t>(rows)),
      columns_(static_cast<std::uint8_t>(columns)) {}

void KeyboardBase::began(Error error) noexcept {
  error_ = error;
  if (error_) complain("a keyboard does not work: a column cannot interrupt");
  functions_.drive(*this, all_rows);
  if (functions_.low_columns(*this) != 0) ring();  // a key is down already
}

void KeyboardBase::overflow() noexcept { count(overflows_); }

void KeyboardBase::begin_pass() noexcept {
  row_ = 0;
  functions_.drive(*this, row_);
  ring_at(Alarm::now() + row_time);
}

void KeyboardBase::on_alarm(Alarm& alarm, Cause cause) noexcept {
  auto& self = static_cast<KeyboardBase&>(alarm);
  if (self.row_ == idle) {
    // Pressed just now, or the pause between two passes is over.
    if (cause == Cause::due || !self.pauses_) self.begin_pass();
    return;
  }
  if (cause == Cause::rung) return;  // the scan itself moves the columns
  self.seen_[self.row_] = self.functions_.low_columns(self);
  if (++self.row_ == self.rows_) {
    self.end_pass(Alarm::now());
  } else {
    self.functions_.drive(self, self.row_);
    self.ring_at(Alarm::now() + row_time);
  }
}

void KeyboardBase::end_pass(Instant now) noexcept {
  for (unsigned row = 0; row != rows_; ++row) {
    unsigned changed = keys_.take(row);
    for (unsigned column = 0; changed != 0; ++column, changed >>= 1) {
      if ((changed & 1) == 0) continue;
      const bool is_down = (keys_.down(row) >> column & 1) != 0;
      functions_.tell(*this, row * columns_ + column, is_down, now);
    }
  }
  const Instant look_at = functions_.look == nullptr ? Instant(never) : functions_.look(*this, now);
  const bool has_changed = keys_.end_of_pass();
  row_ = idle;
  functions_.drive(*this, all_rows);
  pauses_ = has_changed || keys_.any_down() || functions_.low_columns(*this) != 0;
  if (pauses_) {
    ring_at(now + (has_changed ? from_milliseconds(db_delay_ms_) : pause_of_passes));
  } else {
    ring_at(look_at);
  }
}

}  // namespace uasyncio
