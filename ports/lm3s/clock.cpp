// SPDX-License-Identifier: MIT
// The LM3S from its crystal and PLL. What the data sheet waits for is waited for a bounded time: a
// board without the crystal goes on with the inexact oscillator and says so.
#include "ports/lm3s/clock.hpp"

#include "ports/cortex_m/registers.hpp"

namespace uasyncio::lm3s {
namespace {

using cortex_m::register_at;

// 5.4 "Register Map".
constexpr std::uintptr_t raw_interrupts = 0x400F'E050;    // RIS
constexpr std::uintptr_t clear_interrupts = 0x400F'E058;  // MISC
constexpr std::uintptr_t run_clock = 0x400F'E060;         // RCC
constexpr std::uintptr_t run_clock_2 = 0x400F'E070;       // RCC2
constexpr std::uint32_t pll_locked = 1u << 6;             // in RIS and MISC
constexpr std::uint32_t instead_of_run_clock = 1u << 31;  // in RCC2

// RCC
constexpr std::uint32_t by_16 = 0xFu << 23;  // the PLL's 200 MHz / 16 are clock_hz
constexpr std::uint32_t use_divider = 1u << 22;
constexpr std::uint32_t pll_off = 1u << 13;
constexpr std::uint32_t pll_output_off = 1u << 12;
constexpr std::uint32_t bypass_pll = 1u << 11;
constexpr std::uint32_t crystal_8_mhz = 0xEu << 6;
constexpr std::uint32_t source = 3u << 4;  // 0: the main oscillator
constexpr std::uint32_t internal_oscillator = 1u << 4;
constexpr std::uint32_t main_off = 1u << 0;

constexpr std::uint32_t without_pll = by_16 | crystal_8_mhz | bypass_pll | pll_off | pll_output_off;

// A change of the clock takes a few clocks to come into force.
void change(std::uint32_t value) noexcept {
  register_at(run_clock) = value;
  cortex_m::spin(16);
}

// There is no flag for it. So many rounds is how long TI's own driver (SysCtlClockSet) waits.
void wait_for_main_oscillator() noexcept { cortex_m::spin(524'288); }

}  // namespace

// The steps of 5.3 "Initialization and Configuration". QEMU stays at clock_hz through all of them.
bool run_from_pll() noexcept {
  const std::uint32_t source_before = register_at(run_clock) & (source | main_off);
  change(without_pll | source_before);
  cortex_m::clear_bits(run_clock_2, instead_of_run_clock);
  change(without_pll | (source_before & ~main_off));
  if ((source_before & main_off) != 0) wait_for_main_oscillator();
  register_at(clear_interrupts) = pll_locked;
  change(by_16 | crystal_8_mhz | bypass_pll | use_divider);
  if (!cortex_m::wait_for_bits(raw_interrupts, pll_locked, pll_locked)) {
    change(without_pll | internal_oscillator);
    return false;
  }
  change(by_16 | crystal_8_mhz | use_divider);
  return true;
}

}  // namespace uasyncio::lm3s
