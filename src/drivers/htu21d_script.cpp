// SPDX-License-Identifier: MIT
// A round of readings as steps, without a bus: what to send, how long to wait, what an answer
// means. The sensor is asked whether it is ready by addressing it, as it does not acknowledge
// while it converts; nothing holds the clock, and others may use the bus meanwhile.
#include "uasyncio/drivers/htu21d_script.hpp"

#include <utility>

namespace uasyncio {
namespace {

using machine::I2CRequest;
using machine::I2CStatus;

constexpr std::uint8_t soft_reset = 0xFE;
constexpr std::uint8_t register_to_read = 0xE7;
constexpr std::uint8_t register_to_write = 0xE6;
constexpr std::uint8_t temperature_command = 0xF3;  // without holding the clock
constexpr std::uint8_t humidity_command = 0xF5;

constexpr std::uint8_t reset_ms = 16;
constexpr std::uint8_t first_poll_ms = 15;
constexpr std::uint8_t poll_ms = 5;
constexpr std::uint8_t most_polls = 18;  // 100 ms; an SHT21 takes up to 85

constexpr unsigned value_mask = 0xFFFC;
constexpr unsigned kind_bit = 2;  // set in a humidity
constexpr std::int32_t lowest_centi_c = -4'000;
constexpr std::int32_t highest_centi_c = 12'500;
constexpr std::int32_t highest_centi_percent = 10'000;

const Error wrong_check{ErrorKind::os, static_cast<int>(I2CStatus::io)};
const Error too_late{ErrorKind::os, static_cast<int>(I2CStatus::timed_out)};

void ask(I2CRequest& request, std::uint32_t command, std::uint8_t size = 1) noexcept {
  request.prefix = command;
  request.prefix_size = size;
}

}  // namespace

/// x^8 + x^5 + x^4 + 1, from 0, highest bit first.
std::uint8_t Htu21dScript::crc(std::uint8_t high, std::uint8_t low) noexcept {
  std::uint32_t rest = (std::uint32_t{high} << 8 | low) << 8;
  for (std::uint32_t bit = 1u << 23, divisor = 0x131u << 15; bit != 1u << 7;
       bit >>= 1, divisor >>= 1) {
    if ((rest & bit) != 0) rest ^= divisor;
  }
  return static_cast<std::uint8_t>(rest);
}

void Htu21dScript::resolution(Htu21dResolution resolution) noexcept {
  wanted_ = static_cast<std::uint8_t>((wanted_ & heater_bit) | static_cast<unsigned>(resolution));
}

void Htu21dScript::heater(bool is_on) noexcept {
  wanted_ = static_cast<std::uint8_t>((wanted_ & resolution_bits) | (is_on ? heater_bit : 0u));
}

void Htu21dScript::go_to(Stage stage, std::uint8_t pause_ms) noexcept {
  stage_ = stage;
  pause_ms_ = pause_ms;
  polls_ = 0;
}

std::uint8_t Htu21dScript::take_pause() noexcept {
  if (stage_ == Stage::begin) go_to(needs_reset_ ? Stage::reset : Stage::read_register);
  return std::exchange(pause_ms_, 0);
}

std::uint8_t Htu21dScript::next(I2CRequest& request) noexcept {
  if (const std::uint8_t pause_ms = take_pause(); pause_ms != 0) return pause_ms;
  request = {};
  request.address = address_;
  switch (stage_) {
    case Stage::reset: ask(request, soft_reset); break;
    case Stage::read_register:
      ask(request, register_to_read);
      request.in = bytes_;
      request.in_size = 1;
      break;
    case Stage::write_register: ask(request, register_to_write << 8 | register_, 2); break;
    case Stage::command: ask(request, is_humidity_ ? humidity_command : temperature_command); break;
    case Stage::fetch:
      request.in = bytes_;
      request.in_size = sizeof bytes_;
      break;
    case Stage::over:
    case Stage::begin: break;
  }
  return 0;
}

/// A sensor that is at work does not acknowledge its address.
void Htu21dScript::take(const Error& error) noexcept {
  if (error.kind == ErrorKind::os && error.code == static_cast<int>(I2CStatus::no_device) &&
      ++polls_ != most_polls) {
    pause_ms_ = poll_ms;
    return;
  }
  if (error) return fail(polls_ == most_polls && stage_ == Stage::fetch ? too_late : error);
  switch (stage_) {
    case Stage::reset:
      needs_reset_ = false;
      go_to(Stage::read_register, reset_ms);
      break;
    case Stage::read_register: take_register(); break;
    case Stage::write_register: measure(false); break;
    case Stage::command: go_to(Stage::fetch, first_poll_ms); break;
    case Stage::fetch: take_value(); break;
    case Stage::over:
    case Stage::begin: break;
  }
}

void Htu21dScript::fail(const Error& error) noexcept {
  error_ = error;
  needs_reset_ = true;
  stage_ = Stage::over;
}

/// Its other bits stay as they are.
void Htu21dScript::take_register() noexcept {
  const unsigned value = (bytes_[0] & ~unsigned{wanted_bits}) | wanted_;
  register_ = static_cast<std::uint8_t>(value);
  if (value == bytes_[0]) {
    measure(false);
  } else {
    go_to(Stage::write_register);
  }
}

void Htu21dScript::measure(bool is_humidity) noexcept {
  is_humidity_ = is_humidity;
  go_to(Stage::command);
}

/// A bus whose data line is low answers zeros, of which the check byte is right.
void Htu21dScript::take_value() noexcept {
  if (crc(bytes_[0], bytes_[1]) != bytes_[2]) return fail(wrong_check);
  const unsigned bits = bytes_[0] * 256u + bytes_[1];
  const auto raw = static_cast<std::uint32_t>(bits & value_mask);
  if (raw == 0 || ((bits & kind_bit) != 0) != is_humidity_) return fail(Error::value);
  if (!is_humidity_) {
    const auto temperature = static_cast<std::int32_t>(17'572u * raw >> 16) - 4'685;
    if (temperature < lowest_centi_c || temperature > highest_centi_c) return fail(Error::value);
    new_temperature_ = static_cast<std::int16_t>(temperature);
    return measure(true);
  }
  const auto humidity = static_cast<std::int32_t>(12'500u * raw >> 16) - 600;
  humidity_ = static_cast<std::uint16_t>(humidity < 0                       ? 0
                                         : humidity > highest_centi_percent ? highest_centi_percent
                                                                            : humidity);
  temperature_ = new_temperature_;
  error_ = Error();
  stage_ = Stage::over;
}

}  // namespace uasyncio
