// SPDX-License-Identifier: MIT
// PWM of the RP2040 (datasheet, 4.5 "PWM"): eight counters, each of which drives two pins, or four.
#include "ports/rp2040/pwm.hpp"

#include "ports/rp2040/chip.hpp"
#include "ports/rp2040/clock.hpp"
#include "ports/rp2040/gpio.hpp"

#include <algorithm>

namespace uasyncio::rp2040 {
namespace {

using cortex_m::register_at;

// 4.5.3 "List of Registers": of a counter.
struct Counter {
  std::uintptr_t control;                                             // bit 0: it runs
  std::uintptr_t divisor() const noexcept { return control + 0x04; }  // in 16ths
  std::uintptr_t levels() const noexcept { return control + 0x0C; }   // the odd pin's above
  std::uintptr_t top() const noexcept { return control + 0x10; }
};

constexpr Counter counter_of(std::uint8_t pin) noexcept {
  return {0x4005'0000u + 0x14u * (pin / 2u % 8u)};
}

constexpr std::uint32_t most_counts = 65'535;  // so that a level can be above all of them

}  // namespace

// The smallest divisor with which a period can be counted is the finest.
Error PWM::freq(std::uint32_t hz) noexcept {
  constexpr std::uint32_t most_16ths = 255 * 16 + 15;
  const std::uint64_t clock_16ths = std::uint64_t{clock_hz()} * 16;
  const std::uint64_t counted = std::uint64_t{hz == 0 ? 1 : hz} * most_counts;
  const std::uint64_t divisor = std::max<std::uint64_t>((clock_16ths + counted - 1) / counted, 16);
  const std::uint64_t period = clock_16ths * most_counts / (divisor * counted);
  if (divisor > most_16ths || period < 2) {
    return Error::value("the hardware has no such frequency");
  }
  period_ = static_cast<std::uint32_t>(period);
  hz_ = static_cast<std::uint32_t>(clock_16ths / (divisor * period));
  release(reset::pwm);
  register_at(counter_of(pin_).divisor()) = static_cast<std::uint32_t>(divisor);
  register_at(counter_of(pin_).top()) = period_ - 1;
  apply();
  return Error::none;
}

void PWM::duty_u16(std::uint16_t duty) noexcept {
  duty_ = duty;
  if (period_ != 0) apply();
}

// The counter goes on, for the other pin.
void PWM::deinit() noexcept {
  runs_.reset();
  period_ = 0;
  register_at(gpio::output_clear) = 1u << pin_;
  register_at(gpio::drive_set) = 1u << pin_;
  gpio::use(pin_, gpio::Function::software, gpio::Pull::none);
}

void PWM::apply() noexcept {
  const std::uint32_t level = (duty_ * period_ + most_counts / 2) / most_counts;
  const unsigned shift = pin_ % 2 * 16;
  {
    cortex_m::InterruptMask masked;  // the other pin's level is in the same register
    cortex_m::change_bits(counter_of(pin_).levels(), 0xFFFFu << shift, level << shift);
  }
  if (runs_) return;
  runs_.emplace("PWM");
  gpio::use(pin_, gpio::Function::pwm, gpio::Pull::none);
  register_at(counter_of(pin_).control) = 1;
}

}  // namespace uasyncio::rp2040
