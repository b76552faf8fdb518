// SPDX-License-Identifier: MIT
// Conversions of the RP2040 (datasheet, 4.9 "ADC and Temperature Sensor"), one at a time: two
// microseconds are shorter than an interrupt would be.
#include "ports/rp2040/adc.hpp"

#include "ports/rp2040/chip.hpp"
#include "ports/rp2040/clock.hpp"
#include "ports/rp2040/gpio.hpp"

#include <cerrno>

namespace uasyncio::rp2040 {
namespace {

constexpr std::uintptr_t control = 0x4004'C000;
constexpr std::uintptr_t result = 0x4004'C004;
constexpr std::uint32_t enabled = 1u << 0;
constexpr std::uint32_t convert_once = 1u << 2;
constexpr std::uint32_t is_done = 1u << 8;
constexpr std::uint32_t is_wrong = 1u << 9;

constinit bool is_running = false;

bool start() noexcept {
  if (is_running) return true;
  if (!run_converter() || !release(reset::adc)) return false;
  cortex_m::register_at(control) = enabled;
  is_running = cortex_m::wait_for_bits(control, is_done, is_done);
  return is_running;
}

}  // namespace

machine::Sample ADC::read_u16() noexcept {
  if (!start()) return Error::os(ENODEV);
  if (!is_ready_) {
    is_ready_ = true;
    const auto pin = static_cast<std::uint8_t>(first_pin + channel_);
    gpio::use(pin, gpio::Function::none, gpio::Pull::off);
  }
  cortex_m::register_at(control) = enabled | convert_once | channel_ * (1u << 12);
  const bool is_over = cortex_m::wait_for_bits(control, is_done, is_done);
  if (!is_over || (cortex_m::register_at(control) & is_wrong) != 0) return Error::os(EIO);
  const std::uint32_t value = cortex_m::register_at(result) & 0xFFF;
  return static_cast<std::uint16_t>(value << 4 | value >> 8);
}

}  // namespace uasyncio::rp2040
