// SPDX-License-Identifier: MIT
// A sensor without hardware: an HTU21D, an SHT21 or a Si7021, with the times of its data sheet.
#pragma once

#include "uasyncio/testing/i2c_target.hpp"

#include <cstdint>

namespace uasyncio::testing {

/// For every board; no heap. Attach it to I2CWires or an I2CController. What every I2CTarget can do
/// wrong, it can too. From one context at a time.
class Htu21d final : public I2CTarget {
 public:
  enum class Kind : std::uint8_t { htu21d, sht21, si7021 };

  explicit Htu21d(Kind kind = Kind::htu21d, std::uint8_t address = 0x40) noexcept;

  /// What it measures from now on, or up to a hundredth more: its steps are that wide.
  void set(int temperature_centi_c, int humidity_centi_percent) noexcept;
  /// The same in its own numbers, without their two lowest bits.
  void set_raw(std::uint16_t temperature, std::uint16_t humidity) noexcept;

  // How it misbehaves, from now on or, with false, no more.
  /// It never ends a conversion, and does not acknowledge who wants the value.
  void never_ready(bool is_so) noexcept { is_never_ready_ = is_so; }
  /// Each byte that is read of it is 0.
  void answer_zeros(bool is_so) noexcept { answers_zeros_ = is_so; }
  /// Its temperatures say that they are humidities, and the other way round. From the next
  /// conversion on.
  void answer_other_kind(bool is_so) noexcept { answers_other_kind_ = is_so; }
  /// Its user register says that the supply is low.
  void low_supply(bool is_low) noexcept { has_low_supply_ = is_low; }

  bool has_heater_on() const noexcept { return (register_ & 4) != 0; }
  std::uint8_t user_register() const noexcept { return register_; }
  /// How many conversions have begun, and resets.
  unsigned conversions() const noexcept { return conversions_; }
  unsigned resets() const noexcept { return resets_; }

 private:
  bool on_start(bool reads) noexcept override;
  bool on_write(std::uint8_t byte) noexcept override;
  std::uint8_t on_read() noexcept override;
  void on_power() noexcept override;
  void convert(bool is_humidity) noexcept;

  Instant busy_until_{};
  unsigned conversions_ = 0;
  unsigned resets_ = 0;
  std::uint16_t temperature_ = 0x683A & 0xFFFC;  // 24.68 degrees, 44.88 per cent
  std::uint16_t humidity_ = 0x683A & 0xFFFC;
  std::uint8_t answer_[3] = {};
  std::uint8_t place_ = 0;
  std::uint8_t command_ = 0;
  std::uint8_t register_;
  Kind kind_;
  bool is_never_ready_ = false;
  bool answers_zeros_ = false;
  bool answers_other_kind_ = false;
  bool has_low_supply_ = false;
};

}  // namespace uasyncio::testing
