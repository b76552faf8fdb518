// SPDX-License-Identifier: MIT
// LcdBackpack: a display behind a PCF8574 on an I2C bus, the common module.
#pragma once

#include "uasyncio/drivers/bus/i2c.hpp"
#include "uasyncio/drivers/lcd.hpp"

#include <cstdint>

namespace uasyncio {

struct LcdBackpackOptions {
  std::uint8_t address = 0x27;  // that of a PCF8574A is 0x3F
  bool has_light_on = true;
};

/// `LcdBackpack bus(i2c);` and `LCD<16, 2> lcd(bus);`. The expander's pins are wired as usual: P0
/// to RS, P1 to R/W, P2 to E, P3 to the backlight, P4 to P7 to D4 to D7. A display that does not
/// answer is told by `lcd.error()`, asked again each second, and shows everything when it is back.
/// The bus must outlive it. For the tasks and the plain code of one loop.
class LcdBackpack final : public LcdBus {
 public:
  explicit LcdBackpack(I2C& i2c, LcdBackpackOptions options = {}) noexcept
      : i2c_(i2c), address_(options.address), has_light_on_(options.has_light_on) {}
  LcdBackpack(const LcdBackpack&) = delete;
  LcdBackpack& operator=(const LcdBackpack&) = delete;

  /// Switches the backlight, with the next byte that is sent: set a row that changes, or `resync`.
  /// Never suspends.
  void light(bool is_on) noexcept { has_light_on_ = is_on; }

 private:
  static constexpr std::uint8_t most_bytes = 4;

  Coro<> run(LcdBase& lcd) override;
  std::uint8_t encode(const LcdOutput& output, std::uint8_t* bytes) const noexcept;
  std::uint8_t add_nibble(std::uint8_t* bytes, bool is_data, unsigned nibble) const noexcept;

  I2C& i2c_;
  std::uint8_t address_;
  bool has_light_on_;
};

}  // namespace uasyncio
