// SPDX-License-Identifier: MIT
// The two wires of an I2C bus without hardware: open-drain, with devices that hear each edge.
#pragma once

#include "uasyncio/machine/pin.hpp"
#include "uasyncio/testing/i2c_target.hpp"

#include <cstdint>

namespace uasyncio::testing {

/// For every board; no heap. Give `scl` and `sda` to a SoftI2C. From one context at a time; devices
/// and watcher are called inside of what moves a wire, or asks for its level.
class I2CWires {
 public:
  /// One end of a wire, machine::OpenDrainPin.
  class Pin {
   public:
    Pin(I2CWires& wires, bool is_scl) noexcept : wires_(wires), is_scl_(is_scl) {}
    /// Lets the wire go, or pulls it low; and what its level is.
    void value(bool is_released) noexcept;
    bool value() const noexcept;

   private:
    I2CWires& wires_;
    bool is_scl_;
    bool is_released_ = true;
  };

  I2CWires() noexcept = default;
  I2CWires(const I2CWires&) = delete;
  I2CWires& operator=(const I2CWires&) = delete;

  Pin scl{*this, true};
  Pin sda{*this, false};

  /// From here on the device hangs on them.
  void attach(I2CTarget& target) noexcept { targets_.attach(target); }
  /// `watcher(argument, scl, sda)` is called at each change of a level, as a logic analyser's.
  void watch(void (*watcher)(void*, bool scl, bool sda), void* argument) noexcept {
    watcher_ = watcher;
    argument_ = argument;
  }

  unsigned starts() const noexcept { return starts_; }
  unsigned stops() const noexcept { return stops_; }

 private:
  enum class Phase : std::uint8_t { idle, address, out, in };

  void settle() noexcept;
  void scl_rises() noexcept;
  void scl_falls() noexcept;
  void end_bit() noexcept;
  void send_byte() noexcept;
  bool scl_level() const noexcept;
  bool sda_level() const noexcept;

  I2CTargets targets_;
  void (*watcher_)(void*, bool, bool) = nullptr;
  void* argument_ = nullptr;
  Instant scl_held_until_{};
  unsigned scl_pulls_ = 0;
  unsigned sda_pulls_ = 0;
  unsigned starts_ = 0;
  unsigned stops_ = 0;
  Phase phase_ = Phase::idle;
  std::uint8_t bits_ = 0;
  std::uint8_t shift_ = 0;
  bool scl_ = true;  // the levels that the devices know
  bool sda_ = true;
  bool sda_is_released_ = true;  // by the devices
  bool is_acknowledged_ = false;
};

static_assert(machine::OpenDrainPin<I2CWires::Pin>);

}  // namespace uasyncio::testing
