// SPDX-License-Identifier: MIT
// A model of the sensor HTU21D and its kin, by their data sheets, with the longest times that
// those allow. It converts in its own time and does not acknowledge meanwhile, as the chips do.
#include "uasyncio/testing/htu21d.hpp"

#include "uasyncio/drivers/htu21d_script.hpp"
#include "uasyncio/testing/panel.hpp"
#include "uasyncio/threadsafe/alarm.hpp"

namespace uasyncio::testing {
namespace {

constexpr std::uint8_t temperature_command = 0xF3;
constexpr std::uint8_t humidity_command = 0xF5;
constexpr std::uint8_t register_to_write = 0xE6;
constexpr std::uint8_t register_to_read = 0xE7;
constexpr std::uint8_t soft_reset = 0xFE;
constexpr std::uint8_t supply_bit = 0x40;
constexpr std::uint8_t heater_bit = 0x04;

/// Longest times in microseconds: power-up, and for each resolution temperature and humidity.
struct Times {
  std::uint32_t power_up;
  std::uint32_t temperature[4];
  std::uint32_t humidity[4];
};
constexpr Times times_of[] = {
    {15'000, {50'000, 13'000, 25'000, 7'000}, {16'000, 3'000, 5'000, 8'000}},
    {15'000, {85'000, 22'000, 43'000, 11'000}, {29'000, 4'000, 9'000, 15'000}},
    {80'000, {10'800, 3'800, 6'200, 2'400}, {22'800, 6'900, 10'700, 9'400}},
};
constexpr std::uint32_t reset_us = 15'000;

const Times& times(Htu21d::Kind kind) noexcept { return times_of[static_cast<int>(kind)]; }

std::uint8_t defaults(Htu21d::Kind kind) noexcept {
  return kind == Htu21d::Kind::htu21d ? 0x02 : 0x3A;
}

/// A quantity is raw * span / 65536 - offset, in hundredths.
struct Quantity {
  int offset, span, low, high;
  const char* name;

  std::uint16_t raw(int value) const noexcept {
    return static_cast<std::uint16_t>(((value + offset) * (65'536 / 4) + span - 1) / span * 4);
  }
  int value(std::uint16_t raw) const noexcept {
    return static_cast<int>(static_cast<std::uint32_t>(span) * raw >> 16) - offset;
  }
};
constexpr Quantity temperature_kind{4'685, 17'572, -4'000, 12'500, "temperature"};
constexpr Quantity humidity_kind{600, 12'500, 0, 10'000, "humidity"};

}  // namespace

Htu21d::Htu21d(Kind kind, std::uint8_t address) noexcept
    : I2CTarget(address), register_(defaults(kind)), kind_(kind) {}

void Htu21d::set(int temperature_centi_c, int humidity_centi_percent) noexcept {
  set_raw(temperature_kind.raw(temperature_centi_c), humidity_kind.raw(humidity_centi_percent));
}

void Htu21d::set_raw(std::uint16_t temperature, std::uint16_t humidity) noexcept {
  temperature_ = temperature & 0xFFFC;
  humidity_ = humidity & 0xFFFC;
}

void Htu21d::on_power() noexcept {
  register_ = defaults(kind_);
  busy_until_ = Alarm::now() + from_microseconds(times(kind_).power_up);
  command_ = 0;
}

bool Htu21d::on_start(bool reads) noexcept {
  place_ = 0;
  if (Alarm::now() < busy_until_) return false;
  const bool converts = command_ == temperature_command || command_ == humidity_command;
  return !(reads && converts && is_never_ready_);
}

bool Htu21d::on_write(std::uint8_t byte) noexcept {
  if (place_++ == 1) {
    if (command_ != register_to_write) return false;
    register_ = byte;
    return true;
  }
  command_ = byte;
  switch (byte) {
    case temperature_command: convert(false); return true;
    case humidity_command: convert(true); return true;
    case soft_reset:
      ++resets_;
      register_ = static_cast<std::uint8_t>(defaults(kind_) | (register_ & heater_bit));
      busy_until_ = Alarm::now() + from_microseconds(reset_us);
      return true;
    case register_to_read:
      answer_[0] = static_cast<std::uint8_t>(register_ | (has_low_supply_ ? supply_bit : 0));
      place_ = 0;
      return true;
    default: return byte == register_to_write;
  }
}

void Htu21d::convert(bool is_humidity) noexcept {
  ++conversions_;
  const unsigned resolution = (register_ >> 6 & 2u) | (register_ & 1u);
  const Times& all = times(kind_);
  const std::uint32_t us = (is_humidity ? all.humidity : all.temperature)[resolution];
  busy_until_ = Alarm::now() + from_microseconds(us);
  std::uint16_t& measured = is_humidity ? humidity_ : temperature_;
  const Quantity& quantity = is_humidity ? humidity_kind : temperature_kind;
  const int value = quantity.value(measured);
  const int wanted = read_through_panel(this, quantity.name, {value, quantity.low, quantity.high});
  if (wanted != value) measured = quantity.raw(wanted);
  const unsigned kind_bits = is_humidity != answers_other_kind_ ? 2 : 0;
  const unsigned raw = measured | kind_bits;
  answer_[0] = static_cast<std::uint8_t>(raw >> 8);
  answer_[1] = static_cast<std::uint8_t>(raw);
  answer_[2] = Htu21dScript::crc(answer_[0], answer_[1]);
}

std::uint8_t Htu21d::on_read() noexcept {
  if (answers_zeros_) return 0;
  return place_ < sizeof answer_ ? answer_[place_++] : 0xFF;
}

}  // namespace uasyncio::testing
