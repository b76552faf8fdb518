// SPDX-License-Identifier: MIT
// The I2C module of a display without hardware: a PCF8574 whose pins are those of the display.
#pragma once

#include "uasyncio/testing/i2c_target.hpp"
#include "uasyncio/testing/lcd.hpp"

#include <cstdint>

namespace uasyncio::testing {

/// For every board; no heap. Without power the display has none either.
class LcdExpander final : public I2CTarget {
 public:
  explicit LcdExpander(Lcd& lcd, std::uint8_t address = 0x27) noexcept
      : I2CTarget(address), lcd_(lcd) {}

  bool has_light_on() const noexcept { return (pins_ & 8) != 0; }

 private:
  bool on_write(std::uint8_t byte) noexcept override {
    const bool is_enabled = (byte & 4) != 0;
    if (!is_enabled) lcd_.e.off();
    lcd_.rs.value((byte & 1) != 0);
    lcd_.rw.value((byte & 2) != 0);
    lcd_.d4.value((byte & 0x10) != 0);
    lcd_.d5.value((byte & 0x20) != 0);
    lcd_.d6.value((byte & 0x40) != 0);
    lcd_.d7.value((byte & 0x80) != 0);
    if (is_enabled) lcd_.e.on();
    pins_ = byte;
    return true;
  }
  std::uint8_t on_read() noexcept override { return pins_; }
  void on_power() noexcept override {
    pins_ = 0xFF;
    lcd_.lose_power();
  }

  Lcd& lcd_;
  std::uint8_t pins_ = 0xFF;
};

}  // namespace uasyncio::testing
