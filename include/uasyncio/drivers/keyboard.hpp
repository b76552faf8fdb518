// SPDX-License-Identifier: MIT
// Keyboard: keys in rows and columns. docs/drivers/keyboard.md shows wiring and use.
#pragma once

#include "uasyncio/machine/pin.hpp"
#include "uasyncio/sync/ringbuf_queue.hpp"
#include "uasyncio/threadsafe/alarm.hpp"

#include <cstddef>
#include <cstdint>

namespace uasyncio {

/// Which keys are down, from the columns that were seen low in each row. Knows neither pins nor
/// tasks. Up to 16 columns; bit n of a row is the key in column n. From one context at a time.
class KeyRows {
 public:
  /// Both arrays have a word for each row, and must outlive it; `down` begins with zeros.
  KeyRows(const std::uint16_t* seen, std::uint16_t* down, unsigned rows, bool has_diodes) noexcept
      : seen_(seen), down_(down), rows_(static_cast<std::uint8_t>(rows)), has_diodes_(has_diodes) {}

  /// Takes what was seen, row by row: gives the keys of `row` that have changed. Keys in the
  /// corners of a rectangle of which all four seem to be down stay as they are: without diodes
  /// three of them make a ghost of the fourth.
  std::uint16_t take(unsigned row) noexcept;
  /// After the last row. True if anything has changed.
  bool end_of_pass() noexcept;

  std::uint16_t down(unsigned row) const noexcept { return down_[row]; }
  /// Whether a key is down, or was seen so and could not be told from a ghost.
  bool any_down() const noexcept;
  /// How many times a ghost may have been there.
  std::uint16_t ghosts() const noexcept { return ghosts_; }

 private:
  std::uint16_t ambiguous(unsigned row) const noexcept;

  const std::uint16_t* seen_;
  std::uint16_t* down_;
  std::uint16_t ghosts_ = 0;
  std::uint8_t rows_;
  bool has_diodes_;
  bool has_changed_ = false;
  bool sees_ghost_ = false;
  bool saw_ghost_ = false;
};

struct KeyboardOptions {
  std::uint16_t db_delay = 50;  // milliseconds after a change, in which keys may bounce
  bool has_diodes = false;      // one at each key: then there are no ghosts
};

/// What a Keyboard and a SwArray are, whatever their pins and their size. For the tasks and the
/// plain code of one loop.
class KeyboardBase : protected Alarm {
 public:
  KeyboardBase(const KeyboardBase&) = delete;
  KeyboardBase& operator=(const KeyboardBase&) = delete;

  /// Codes that nobody took in time: a newer one has their place. Saturates, as does `ghosts`.
  std::uint16_t overflows() const noexcept { return overflows_; }
  /// How many times keys could not be told from a ghost: then none of them was told.
  std::uint16_t ghosts() const noexcept { return keys_.ghosts(); }
  /// Why a column does not interrupt, if one does not.
  const Error& error() const noexcept { return error_; }

 protected:
  struct Functions {
    void (*drive)(KeyboardBase&, int row) noexcept;  // this row low, or all_rows
    std::uint16_t (*low_columns)(KeyboardBase&) noexcept;
    void (*tell)(KeyboardBase&, unsigned code, bool is_down, Instant now) noexcept;
    Instant (*look)(KeyboardBase&, Instant now) noexcept;  // after a pass; when again. May be null
  };
  static constexpr int all_rows = -1;

  KeyboardBase(const Functions& functions, std::uint16_t* seen, std::uint16_t* down, unsigned rows,
               unsigned columns, const KeyboardOptions& options) noexcept;
  ~KeyboardBase() = default;

  void began(Error error) noexcept;
  void overflow() noexcept;
  static void on_edge(void* keyboard) noexcept { static_cast<KeyboardBase*>(keyboard)->ring(); }

 private:
  static constexpr std::uint8_t idle = 255;

  static void on_alarm(Alarm& alarm, Cause cause) noexcept;
  void begin_pass() noexcept;
  void end_pass(Instant now) noexcept;

  const Functions& functions_;
  std::uint16_t* seen_;
  KeyRows keys_;
  Error error_;
  std::uint16_t db_delay_ms_;
  std::uint16_t overflows_ = 0;
  std::uint8_t rows_;
  std::uint8_t columns_;
  std::uint8_t row_ = idle;
  bool pauses_ = false;  // between two passes; the columns do not matter
};

/// The pins of a KeyboardBase, and which of its keys are down.
template <std::size_t Rows, std::size_t Columns, machine::OpenDrainPin Row,
          machine::InterruptPin Column>
class KeyMatrix : public KeyboardBase {
  static_assert(Columns <= 16 && Rows < 255, "a keyboard has up to 16 columns and 254 rows");

 public:
  /// Whether the key of this code is down; false for a code that no key has.
  bool operator[](std::size_t code) const noexcept {
    return code < Rows * Columns && (down_[code / Columns] >> code % Columns & 1) != 0;
  }
  /// The columns do not interrupt any more, the rows are free. For good. From tasks and plain code
  /// of the loop.
  void deinit() noexcept {
    for (Column& column : column_pins_) column.irq(nullptr);
    for (Row& row : row_pins_) row.value(true);
    this->stop();
  }

 protected:
  KeyMatrix(const Functions& functions, Row (&rows)[Rows], Column (&columns)[Columns],
            const KeyboardOptions& options) noexcept
      : KeyboardBase(functions, seen_, down_, Rows, Columns, options),
        row_pins_(rows),
        column_pins_(columns) {
    Error error;
    for (Column& column : column_pins_) {
      const Error refusal = column.irq(machine::Edge::falling, &on_edge, this);
      if (refusal) error = refusal;
    }
    this->began(error);
  }
  ~KeyMatrix() { deinit(); }

  static void drive(KeyboardBase& base, int row) noexcept {
    auto& pins = static_cast<KeyMatrix&>(base).row_pins_;
    for (std::size_t n = 0; n != Rows; ++n) {
      if (row != all_rows && n != static_cast<std::size_t>(row)) pins[n].value(true);
    }
    for (std::size_t n = 0; n != Rows; ++n) {
      if (row == all_rows || n == static_cast<std::size_t>(row)) pins[n].value(false);
    }
  }
  static std::uint16_t low_columns(KeyboardBase& base) noexcept {
    unsigned low = 0;
    for (std::size_t n = 0; n != Columns; ++n) {
      low |= static_cast<KeyMatrix&>(base).column_pins_[n].value() ? 0u : 1u << n;
    }
    return static_cast<std::uint16_t>(low);
  }

 private:
  Row (&row_pins_)[Rows];
  Column (&column_pins_)[Columns];
  std::uint16_t seen_[Rows] = {};
  std::uint16_t down_[Rows] = {};
};

/// `Keyboard k(rows, columns);` of two arrays of pins: the rows are open-drain, the columns
/// have pull-ups and interrupt. A key that goes down gives its code, row * Columns + column; any
/// number may be down. While none is, all rows are low and nothing runs until a column interrupts.
/// Otherwise one row is driven for a millisecond, read, and then the next. The `Room` newest codes
/// are kept. The pins must outlive it; not movable. For the tasks and plain code of one loop.
template <std::size_t Rows, std::size_t Columns, machine::OpenDrainPin Row,
          machine::InterruptPin Column, std::size_t Room = 10>
class Keyboard : public KeyMatrix<Rows, Columns, Row, Column> {
  using Base = KeyMatrix<Rows, Columns, Row, Column>;

 public:
  Keyboard(Row (&rows)[Rows], Column (&columns)[Columns], KeyboardOptions options = {}) noexcept
      : Base(functions, rows, columns, options) {}

  /// Suspends until a key goes down, and gives its code as a queue does: several tasks share them.
  /// Cancelled, it takes none. Never fails. From a task.
  [[nodiscard("co_await it: without that nobody waits")]]
  auto next() noexcept {
    return codes_.next();
  }

 private:
  static void tell(KeyboardBase& base, unsigned code, bool is_down, Instant) noexcept {
    auto& self = static_cast<Keyboard&>(base);
    if (is_down && !self.codes_.put_nowait(static_cast<std::uint16_t>(code))) self.overflow();
  }
  static constexpr
      typename Base::Functions functions{&Base::drive, &Base::low_columns, &tell, nullptr};

  RingbufQueue<std::uint16_t, Room> codes_;
};

}  // namespace uasyncio
