// SPDX-License-Identifier: MIT
// The ADC of the LM3S (datasheet, chapter 11 "Analog-to-Digital Converter (ADC)"): its sequencer 3,
// which takes one sample. QEMU's starts when a timer says so, and not by software.
#include "ports/lm3s/adc.hpp"

#include "ports/lm3s/chip.hpp"

namespace uasyncio::lm3s {
namespace {

using cortex_m::register_at;

// 11.4 "Register Map".
constexpr std::uintptr_t adc = 0x4003'8000;
constexpr std::uintptr_t active_sequencers = adc + 0x00;
constexpr std::uintptr_t raw_interrupts = adc + 0x04;
constexpr std::uintptr_t clear_interrupts = adc + 0x0C;
constexpr std::uintptr_t triggers = adc + 0x14;
constexpr std::uintptr_t inputs = adc + 0xA0;  // of sequencer 3, as the next two
constexpr std::uintptr_t steps = adc + 0xA4;
constexpr std::uintptr_t result = adc + 0xA8;
constexpr std::uint32_t sequencer = 1u << 3;
constexpr std::uint32_t by_timer = 5u << 12;
constexpr std::uint32_t last_step = 1u << 1;
constexpr std::uint32_t tells_its_end = 1u << 2;

// 9.5: timer 1, which neither the clock (0 and 3) nor the loop in the interrupt (2) has.
constexpr std::uintptr_t timer = 0x4003'1000;
constexpr std::uintptr_t timer_mode = timer + 0x04;
constexpr std::uintptr_t timer_control = timer + 0x0C;
constexpr std::uintptr_t timer_length = timer + 0x28;
constexpr std::uint32_t one_shot = 1;
constexpr std::uint32_t triggers_adc = 1u << 5;
constexpr std::uint32_t enabled = 1u << 0;
constexpr std::uint32_t few_clocks = 8;

constexpr std::uint8_t input_count = 4;

void prepare() noexcept {
  enable_clock(rcgc0, 1u << 16);
  enable_clock(rcgc1, 1u << 17);
  register_at(active_sequencers) = 0;
  register_at(triggers) = by_timer;
  register_at(steps) = last_step | tells_its_end;
  register_at(timer_mode) = one_shot;
}

}  // namespace

machine::Sample ADC::read_u16() noexcept {
  if (number_ >= input_count) return Error::value("the chip has no such analogue input");
  if (!is_ready_) prepare();
  is_ready_ = true;
  register_at(active_sequencers) = 0;
  register_at(inputs) = number_;
  register_at(clear_interrupts) = sequencer;
  register_at(active_sequencers) = sequencer;
  register_at(timer_control) = 0;
  register_at(timer_length) = few_clocks;
  register_at(timer_control) = enabled | triggers_adc;
  if (!cortex_m::wait_for_bits(raw_interrupts, sequencer, sequencer)) return Error::timeout;
  const std::uint32_t value = register_at(result) & 0x3FF;
  return static_cast<std::uint16_t>(value << 6 | value >> 4);
}

}  // namespace uasyncio::lm3s
