// SPDX-License-Identifier: MIT
// A device on an I2C bus without hardware, and each way in which devices misbehave.
#pragma once

#include "uasyncio/port/time.hpp"

#include <cstdint>

namespace uasyncio::testing {

/// Base of device models, for every board; no heap. Attach it to I2CWires or to an I2CController,
/// which must not be used any more when it has gone. From one context at a time, as the bus.
class I2CTarget {
 public:
  explicit I2CTarget(std::uint8_t address) noexcept : address_(address) {}
  I2CTarget(const I2CTarget&) = delete;
  I2CTarget& operator=(const I2CTarget&) = delete;

  static constexpr unsigned for_ever = ~0u;

  // How it misbehaves.
  /// From now on does not acknowledge the byte of this number of each transaction; 0 is the
  /// address, `for_ever` none.
  void nak(unsigned byte) noexcept { nak_at_ = byte; }
  /// Holds SCL for so long behind each byte.
  void stretch(std::uint64_t length) noexcept { stretch_us_ = length; }
  /// Holds a line; SDA until so many clocks have come.
  void hold_scl(bool is_held) noexcept { holds_scl_ = is_held; }
  void hold_sda(unsigned clocks) noexcept { sda_clocks_ = clocks; }
  /// The bits of `mask` are wrong in the byte that it sends after `bytes` others.
  void flip(std::uint8_t mask, unsigned bytes = 0) noexcept {
    flip_mask_ = mask;
    flip_in_ = bytes;
  }
  /// Without power it hears nothing and holds no line; with it, it begins with its defaults.
  void unplug() noexcept;
  void plug() noexcept;
  /// Loses its power after so many clocks, a byte has nine.
  void unplug_in(unsigned clocks) noexcept { unplug_in_ = clocks; }

  bool is_plugged() const noexcept { return is_plugged_; }
  /// How many bytes it has acknowledged or sent.
  unsigned bytes() const noexcept { return bytes_; }
  /// Whether it has been addressed and no STOP has come since.
  bool is_selected() const noexcept { return is_selected_; }

 protected:
  ~I2CTarget() = default;

  // What the device does. `on_write` gives whether it acknowledges, `on_start` too.
  virtual bool on_start(bool /*reads*/) noexcept { return true; }
  virtual bool on_write(std::uint8_t byte) noexcept = 0;
  virtual std::uint8_t on_read() noexcept = 0;
  virtual void on_stop() noexcept {}
  virtual void on_power() noexcept {}

 private:
  friend class I2CTargets;

  // What a bus tells it.
  bool start(std::uint8_t address, bool reads) noexcept;  // true: acknowledged
  bool write(std::uint8_t byte) noexcept;
  std::uint8_t read() noexcept;
  void stop() noexcept;
  void clock() noexcept;
  bool holds_scl() const noexcept { return holds_scl_ && is_plugged_; }
  bool holds_sda() const noexcept { return sda_clocks_ != 0 && is_plugged_; }
  std::uint64_t stretch_us() const noexcept { return is_plugged_ ? stretch_us_ : 0; }

  bool takes_byte() noexcept;

  I2CTarget* next_ = nullptr;
  std::uint64_t stretch_us_ = 0;
  unsigned nak_at_ = for_ever;
  unsigned byte_ = 0;  // in this transaction
  unsigned bytes_ = 0;
  unsigned sda_clocks_ = 0;
  unsigned flip_in_ = 0;
  unsigned unplug_in_ = for_ever;
  std::uint8_t flip_mask_ = 0;
  std::uint8_t address_;
  bool holds_scl_ = false;
  bool is_plugged_ = true;
  bool is_selected_ = false;
};

/// Those that hang on one bus, for who makes a bus: hears and says what they all do. They must
/// outlive it. From one context at a time.
class I2CTargets {
 public:
  /// It must not hang on another bus.
  void attach(I2CTarget& target) noexcept {
    target.next_ = first_;
    first_ = &target;
  }

  /// Calls `function(target)` for each.
  template <class Function>
  void for_each(Function function) const noexcept {
    for (I2CTarget* target = first_; target != nullptr; target = target->next_) function(*target);
  }
  /// Tells all of them that a START with an address has come. Whether one acknowledges it.
  bool start(std::uint8_t address, bool reads) noexcept;
  /// The same of a byte that the controller sends.
  bool write(std::uint8_t byte) noexcept;
  /// The byte that the controller reads: of those that are addressed a low bit wins, 0xFF of none.
  std::uint8_t read() noexcept;
  /// Tells all of them that a STOP has come.
  void stop() noexcept;
  /// The same of a clock: SCL has fallen.
  void clock() noexcept;
  /// Whether one of them holds the line, or is addressed.
  bool hold_scl() const noexcept;
  bool hold_sda() const noexcept;
  bool any_selected() const noexcept;
  /// The longest of those that are addressed.
  std::uint64_t stretch_us() const noexcept;

 private:
  I2CTarget* first_ = nullptr;
};

}  // namespace uasyncio::testing
