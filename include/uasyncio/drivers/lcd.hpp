// SPDX-License-Identifier: MIT
// LCD: a text display with an HD44780 or its like. docs/drivers/lcd.md shows use.
#pragma once

#include "uasyncio/core/sleep.hpp"
#include "uasyncio/drivers/lcd_script.hpp"
#include "uasyncio/sync/event.hpp"

#include <array>
#include <cstddef>
#include <string_view>

namespace uasyncio {

class LcdBase;

/// How bytes get to a display: LcdPins, LcdBackpack, or a class of yours.
class LcdBus {
 protected:
  ~LcdBus() = default;

 private:
  friend LcdBase;
  /// What `lcd.run()` does.
  [[nodiscard("co_await it: without that nothing is shown")]]
  virtual Coro<> run(LcdBase& lcd) = 0;
};

/// A bus that sends at once, such as pins.
class LcdNibbles : public LcdBus {
 public:
  /// Sends four bits, as data (a character) or as a command. In at most 20 us, without a pause
  /// after it. Called by `run`, in the loop's thread.
  virtual void send_nibble(bool is_data, std::uint8_t nibble) noexcept = 0;

 protected:
  ~LcdNibbles() = default;
  void send(const LcdOutput& output) noexcept;

 private:
  Coro<> run(LcdBase& lcd) override;
};

/// What an LCD is, whatever its size. For the tasks and the plain code of one loop.
class LcdBase {
 public:
  LcdBase(const LcdBase&) = delete;
  LcdBase& operator=(const LcdBase&) = delete;

  /// One line: `lcd[0] = "text"`.
  class Row {
   public:
    Row(LcdBase& lcd, std::uint8_t number) noexcept : lcd_(lcd), number_(number) {}
    /// Shows a text from now on, cut or filled with spaces to the width. Costs nothing if it is
    /// shown already; if it changes again before it was sent, the newest counts. Never suspends.
    Row& operator=(std::string_view text) noexcept {
      if (lcd_.script_.set_row(number_, text)) lcd_.changed();
      return *this;
    }
    Row& operator=(const Row& other) noexcept { return *this = std::string_view(other); }
    /// The text as it was set, filled with spaces. A view of the display's memory.
    operator std::string_view() const noexcept { return lcd_.script_.row(number_); }

   private:
    LcdBase& lcd_;
    std::uint8_t number_;
  };

  /// Sets the display up and keeps it as it is to be, one byte in a step, as long as it runs, and
  /// sleeps between them. For a task of its own, which must not outlive the display: an OwnedTask.
  /// Ends by being cancelled: on pins between two bytes, with E low; behind a backpack at any byte
  /// of a transfer. Or when it is run again, which begins with a clear. MemoryError without room
  /// for its frame; it does not fail otherwise, see `error`.
  [[nodiscard("co_await it: without that nothing is shown")]]
  Coro<> run() {
    return bus_.run(*this);
  }

  /// Suspends until everything that was set is shown; at once if it is. Waits on while nobody runs
  /// `run`. Any number of tasks may. Cancelling leaves no trace. Never fails. From a task.
  [[nodiscard("co_await it: without that nobody waits")]]
  Event::Wait written() noexcept {
    return written_.wait();
  }

  /// Why the display could not be reached; none if it was, or if its bus cannot know.
  const Error& error() const noexcept { return error_; }

  /// Sets the display up again without a clear, and writes everything once more: for displays that
  /// lose the half of a byte to noise, or their power. Takes 21 ms and the time of the text. A
  /// display without R/W cannot tell, so call it from time to time. Never suspends.
  void resync() noexcept {
    script_.resync();
    changed();
  }
  /// `resync` each so many milliseconds, at least each 100: a display that is set up all the time
  /// shows nothing. Suspends until it is cancelled, which leaves no trace, and does not fail. For a
  /// task of its own, which must not outlive the display.
  [[nodiscard("co_await it: without that nothing is sent anew")]]
  Coro<> resync_every_ms(Milliseconds period);

  /// What the code `number`, 0 to 7, looks like from now on: eight rows of five dots, the leftmost
  /// is 16. The rows must outlive the display. Another number is cut off at three bits. Never
  /// suspends.
  void character(std::uint8_t number, LcdScript::Character rows) noexcept {
    script_.set_character(number % LcdScript::most_characters, rows);
    changed();
  }

 protected:
  LcdBase(LcdBus& bus, char* text, std::uint8_t columns, std::uint8_t rows) noexcept
      : bus_(bus), script_(text, columns, rows) {}
  ~LcdBase() = default;

 private:
  friend LcdNibbles;
  friend class LcdReadNibbles;
  friend class LcdBackpack;

  /// What a bus asks while it runs: lives in the frame of its `run`.
  class Run {
   public:
    /// Everything is to be sent; the run before this one ends.
    explicit Run(LcdBase& lcd) noexcept : lcd_(lcd), number_(++lcd.runs_) {
      lcd.script_.restart();
      lcd.changed();
    }
    bool goes_on() const noexcept { return number_ == lcd_.runs_; }
    LcdOutput next() noexcept { return lcd_.script_.next(); }
    LcdAnswer answer_to(const LcdOutput& sent) const noexcept {
      return lcd_.script_.answer_to(sent);
    }
    /// Everything is shown; gives what is set when that changes.
    Event& all_shown() noexcept {
      lcd_.written_.set();
      lcd_.changed_.clear();
      return lcd_.changed_;
    }
    /// How sending went; after an error everything is to be sent again.
    void sent(const Error& error) noexcept;

   private:
    LcdBase& lcd_;
    std::uint8_t number_;
  };

  void changed() noexcept {
    written_.clear();
    changed_.set();
  }

  LcdBus& bus_;
  [[no_unique_address]] LcdScript script_;  // the next one lies in what it leaves free
  std::uint8_t runs_ = 0;
  Error error_;
  Event changed_{"LCD"};
  Event written_{"LCD.written"};
};

namespace detail {
/// A base, so that it is there before the script that fills it.
template <std::size_t Size>
struct LcdText {
  std::array<char, Size> text_;
};
}  // namespace detail

/// `LCD<16, 2> lcd(bus);` and a task that runs `lcd.run()`; then `lcd[0] = "hello"`. The bus, such
/// as LcdPins or LcdBackpack, must outlive it, and serve no other. Not movable.
template <std::uint8_t Columns, std::uint8_t Rows = 2>
class LCD : private detail::LcdText<std::size_t{Columns} * Rows>, public LcdBase {
  static_assert(Columns >= 1 && Columns <= 40, "an HD44780 has 1 to 40 columns");
  static_assert(Rows == 1 || Rows == 2 || (Rows == 4 && Columns <= 20),
                "an HD44780 has 1 or 2 rows, or 4 of at most 20 columns");

 public:
  explicit LCD(LcdBus& bus) noexcept : LcdBase(bus, this->text_.data(), Columns, Rows) {}

  static constexpr std::uint8_t columns = Columns;
  static constexpr std::uint8_t rows = Rows;

  /// Row 0 is the first; a number beyond the last one is the last. From tasks and plain code of the
  /// loop.
  Row operator[](std::uint8_t row) noexcept {
    return Row(*this, row < Rows ? row : static_cast<std::uint8_t>(Rows - 1));
  }
};

}  // namespace uasyncio
