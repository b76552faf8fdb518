// SPDX-License-Identifier: MIT
// What an HTU21D is asked, and what its answers mean: the logic of the driver, which knows neither
// buses nor tasks. Also for SHT20, SHT21, SHT25 and Si7021, which speak the same language.
#pragma once

#include "uasyncio/machine/i2c.hpp"

#include <cstdint>

namespace uasyncio {

/// Bits of humidity and temperature. Fewer take less time and current.
enum class Htu21dResolution : std::uint8_t {
  rh12_t14 = 0x00,
  rh8_t12 = 0x01,
  rh10_t13 = 0x80,
  rh11_t11 = 0x81,
};

/// One round after the other: the user register, the temperature, the humidity. Whoever has a bus
/// asks `next`, does it, and tells `take`. From one context at a time.
class Htu21dScript {
 public:
  explicit Htu21dScript(std::uint8_t address) noexcept : address_(address) {}

  /// A round begins; after one that failed, with a reset.
  void begin() noexcept { stage_ = Stage::begin; }
  bool is_over() const noexcept { return stage_ == Stage::over; }
  /// What is next in the round: a transaction, and 0; or to wait for so many milliseconds.
  std::uint8_t next(machine::I2CRequest& request) noexcept;
  /// The same, without the transaction: what is to be waited for first; 0 if nothing is, any more.
  std::uint8_t take_pause() noexcept;
  /// The transaction is over.
  void take(const Error& error) noexcept;

  /// How the last round ended.
  const Error& error() const noexcept { return error_; }
  /// Of the last round that ended well.
  std::int16_t temperature_centi_c() const noexcept { return temperature_; }
  std::uint16_t humidity_centi_percent() const noexcept { return humidity_; }
  bool is_supply_low() const noexcept { return (register_ & supply_bit) != 0; }

  /// From the next round on.
  void resolution(Htu21dResolution resolution) noexcept;
  void heater(bool is_on) noexcept;
  /// The next round begins with a reset.
  void reset() noexcept { needs_reset_ = true; }

  /// The check byte of the two before it.
  static std::uint8_t crc(std::uint8_t high, std::uint8_t low) noexcept;

 private:
  enum class Stage : std::uint8_t {
    over,
    begin,
    reset,
    read_register,
    write_register,
    command,
    fetch,
  };
  static constexpr std::uint8_t resolution_bits = 0x81;
  static constexpr std::uint8_t supply_bit = 0x40;
  static constexpr std::uint8_t heater_bit = 0x04;
  static constexpr std::uint8_t wanted_bits = resolution_bits | heater_bit;

  void go_to(Stage stage, std::uint8_t pause_ms = 0) noexcept;
  void fail(const Error& error) noexcept;
  void take_register() noexcept;
  void take_value() noexcept;
  void measure(bool is_humidity) noexcept;

  Error error_;
  std::int16_t temperature_ = 0;
  std::uint16_t humidity_ = 0;
  std::int16_t new_temperature_ = 0;
  std::uint8_t bytes_[3] = {};
  std::uint8_t address_;
  std::uint8_t register_ = 0;
  std::uint8_t wanted_ = 0;
  std::uint8_t polls_ = 0;     // since it last answered
  std::uint8_t pause_ms_ = 0;  // before what is next
  Stage stage_ = Stage::over;
  bool is_humidity_ = false;
  bool needs_reset_ = true;
};

}  // namespace uasyncio
