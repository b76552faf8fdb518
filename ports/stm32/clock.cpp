// SPDX-License-Identifier: MIT
// The STM32F4 from its crystal and PLL. Each bit that the manual waits for is waited for a bounded
// time: a board whose crystal does not swing goes on with the internal oscillator and says so.
#include "ports/stm32/clock.hpp"

#include "ports/bare_metal/complain.hpp"
#include "ports/stm32/chip.hpp"

namespace uasyncio::stm32 {
namespace {

using cortex_m::change_bits;
using cortex_m::clear_bits;
using cortex_m::register_at;
using cortex_m::set_bits;
using cortex_m::wait_for_bits;

// 7.3 "RCC registers".
constexpr std::uintptr_t pll_configuration = 0x4002'3804;
constexpr std::uintptr_t configuration = 0x4002'3808;
constexpr std::uint32_t internal_on = 1u << 0;  // in rcc_clock_control
constexpr std::uint32_t internal_ready = 1u << 1;
constexpr std::uint32_t crystal_on = 1u << 16;
constexpr std::uint32_t crystal_ready = 1u << 17;
constexpr std::uint32_t pll_on = 1u << 24;
constexpr std::uint32_t pll_ready = 1u << 25;
constexpr std::uint32_t from_pll = 2;  // in configuration; 0: from the internal oscillator
constexpr std::uint32_t in_use = 3u << 2;
constexpr std::uint32_t from_pll_in_use = 2u << 2;
constexpr std::uint32_t apb1_by_4 = 5u << 10;
constexpr std::uint32_t apb2_by_2 = 4u << 13;

// 3.8 "Flash interface registers".
constexpr std::uintptr_t flash_access = 0x4002'3C00;
constexpr std::uint32_t wait_states = 7;
constexpr std::uint32_t caches = 1u << 8 | 1u << 9 | 1u << 10;

// 7.3.2. The PLL takes 1 MHz, makes twice what we want of it, and gives the half.
constexpr std::uint32_t pll_settings(std::uint32_t mhz, std::uint32_t input_mhz, bool is_crystal) {
  const std::uint32_t times = 2 * mhz;
  const std::uint32_t usb_divider = (times + 47) / 48;
  return input_mhz | times << 6 | (is_crystal ? 1u << 22 : 0) | usb_divider << 24;
}
static_assert(pll_settings(168, 12, true) == (12 | 336u << 6 | 1u << 22 | 7u << 24));

bool start_crystal(std::uint32_t crystal) noexcept {
  if (crystal == 0) return false;
  set_bits(rcc_clock_control, crystal_on);
  if (wait_for_bits(rcc_clock_control, crystal_ready, crystal_ready)) return true;
  clear_bits(rcc_clock_control, crystal_on);
  return false;
}

// 3.5.1, table 10: at 2.7 to 3.6 V one wait state for every 30 MHz. It must have arrived before the
// clock is faster.
bool slow_flash_down(std::uint32_t mhz) noexcept {
  const std::uint32_t states = (mhz - 1) / 30;
  register_at(flash_access) = caches | states;
  return wait_for_bits(flash_access, wait_states, states);
}

bool switch_to_pll() noexcept {
  change_bits(configuration, 0xFFFF, apb1_by_4 | apb2_by_2 | from_pll);
  if (wait_for_bits(configuration, in_use, from_pll_in_use)) return true;
  change_bits(configuration, 0xFFFF, 0);
  return false;
}

}  // namespace

// What is waited for here was so after reset: then the first reading tells.
void run_from_internal() noexcept {
  set_bits(rcc_clock_control, internal_on);
  wait_for_bits(rcc_clock_control, internal_ready, internal_ready);
  change_bits(configuration, 0xFFFF, 0);
  wait_for_bits(configuration, in_use, 0);
  clear_bits(rcc_clock_control, pll_on);
}

PllStart run_from_pll(std::uint32_t mhz, std::uint32_t crystal) noexcept {
  wait_for_bits(rcc_clock_control, pll_ready, 0);  // or its settings stay as they are
  const bool is_exact = start_crystal(crystal);
  register_at(pll_configuration) =
      is_exact ? pll_settings(mhz, crystal, true) : pll_settings(mhz, internal_mhz, false);
  set_bits(rcc_clock_control, pll_on);
  const bool is_running = wait_for_bits(rcc_clock_control, pll_ready, pll_ready) &&
                          slow_flash_down(mhz) && switch_to_pll();
  if (!is_running) return PllStart::impossible;
  return is_exact ? PllStart::exact : PllStart::inexact;
}

void start_clocks() noexcept {
  run_from_internal();
  if constexpr (uses_pll) {
    const PllStart start = run_from_pll(chosen_mhz, crystal_mhz);
    is_on_pll = start != PllStart::impossible;
    if (!is_on_pll) bare_metal::complain("uasyncio: the PLL does not start, running at 16 MHz\n");
    if (start == PllStart::inexact && crystal_mhz != 0) {
      bare_metal::complain("uasyncio: the crystal does not swing, time is 1 % inexact\n");
    }
  }
}

}  // namespace uasyncio::stm32
