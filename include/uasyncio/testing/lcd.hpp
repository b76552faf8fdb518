// SPDX-License-Identifier: MIT
// A display without hardware: what an HD44780 shows after what its pins have seen.
#pragma once

#include "uasyncio/core/loop.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace uasyncio::testing {

/// For every board. It is as slow as the data sheet says, counts what came too early, and can lose
/// its power or the half of a byte, hang, or be absent. While R/W is high it gives its busy flag
/// and its place on the data pins. No heap. From one context at a time; its time is that of the
/// loop that runs.
class Lcd {
 public:
  /// One of its pins, machine::OutputPin; those of the data are a machine::OpenDrainPin too.
  class Pin {
   public:
    Pin(Lcd& lcd, std::uint8_t number) noexcept : lcd_(lcd), number_(number) {}
    /// What a driver uses. The display takes what is sent when E falls, before the call returns.
    void value(bool level) noexcept { lcd_.set_pin(number_, level); }
    bool value() const noexcept { return lcd_.level(number_); }
    void on() noexcept { value(true); }
    void off() noexcept { value(false); }
    void toggle() noexcept { value(!value()); }

   private:
    Lcd& lcd_;
    std::uint8_t number_;
  };

  static constexpr std::uint8_t most_columns = 40;

  Lcd(std::uint8_t columns, std::uint8_t rows) noexcept;
  Lcd(const Lcd&) = delete;
  Lcd& operator=(const Lcd&) = delete;

  Pin rs{*this, 0}, e{*this, 1}, d4{*this, 2}, d5{*this, 3}, d6{*this, 4}, d7{*this, 5},
      rw{*this, 6};

  /// What a row shows, spaces if the display is off. A view that is valid until the next call.
  std::string_view row(std::uint8_t number) noexcept;
  /// The dots of a character of one's own, row by row.
  const std::uint8_t* character(std::uint8_t number) const noexcept { return &dots_[number * 8u]; }
  /// How often E fell, R/W being low.
  std::uint32_t nibbles() const noexcept { return nibbles_; }
  /// How many of them came while the display was busy, or with E too short or too soon.
  std::uint32_t too_early() const noexcept { return too_early_; }
  /// How often it was to answer on a data pin that the other side pulls low.
  std::uint32_t clashes() const noexcept { return clashes_; }

  // How it misbehaves.
  /// For a moment: it starts again, and shows nothing.
  void lose_power() noexcept;
  /// The nibble `which` from here on is not taken: 1 is the next.
  void lose_nibble(std::uint8_t which = 1) noexcept { nibbles_to_loss_ = which; }
  /// It takes so many per cent of the times of the data sheet, which are those of 270 kHz.
  void slow_down(unsigned percent) noexcept { slowness_percent_ = percent; }
  /// It is busy, and takes nothing, until it hangs no more.
  void hang(bool hangs) noexcept { hangs_ = hangs; }
  /// It is not there; the data pins float to this level when nobody pulls them low.
  void unplug(bool floats_high = true) noexcept;
  /// It is there, and has its power anew.
  void plug() noexcept { is_absent_ = false; }

 private:
  void set_pin(std::uint8_t number, bool level) noexcept;
  bool level(std::uint8_t number) const noexcept;
  bool is_read() const noexcept { return (pins_ & 0x40) != 0; }
  bool is_busy() const noexcept;
  unsigned answer() const noexcept;
  void e_rises() noexcept;
  void e_falls() noexcept;
  void take_nibble() noexcept;
  void take(bool is_data, std::uint8_t byte) noexcept;
  void take_command(std::uint8_t command) noexcept;
  void take_data(std::uint8_t byte) noexcept;
  void step(bool right) noexcept;
  void be_busy(Duration length) noexcept;
  static Instant now() noexcept;

  std::array<char, 128> text_;           // by address
  std::array<std::uint8_t, 64> dots_{};  // by address
  std::array<char, most_columns> shown_;
  std::uint8_t columns_;
  std::uint8_t rows_;
  std::uint8_t pins_ = 0;
  std::uint8_t address_ = 0;
  std::uint8_t shift_ = 0;  // by so many columns the text is shown to the left
  std::uint8_t high_half_ = 0;
  bool has_high_half_ = false;
  bool is_four_bits_ = false;
  bool is_on_ = false;
  bool addresses_dots_ = false;
  bool moves_right_ = false;
  std::uint8_t nibbles_to_loss_ = 0;
  bool hangs_ = false;
  bool is_absent_ = false;
  bool floats_high_ = true;
  unsigned slowness_percent_ = 100;
  std::uint32_t nibbles_ = 0;
  std::uint32_t too_early_ = 0;
  std::uint32_t clashes_ = 0;
  Instant busy_until_{};
  Instant e_rose_{};
  Instant e_fell_{};
};

}  // namespace uasyncio::testing
