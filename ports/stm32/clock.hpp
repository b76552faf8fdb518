// SPDX-License-Identifier: MIT
// The clocks of the STM32F405: its internal oscillator of 16 MHz, or the PLL.
#pragma once

#include <cstdint>

// Chosen by the board and the build. 16: the internal oscillator. 50 to 168: the PLL.
#ifndef UASYNCIO_STM32_CLOCK_MHZ
#define UASYNCIO_STM32_CLOCK_MHZ 16
#endif
// The crystal that feeds the PLL: whole MHz from 4 to 26. 0: there is none.
#ifndef UASYNCIO_STM32_CRYSTAL_MHZ
#define UASYNCIO_STM32_CRYSTAL_MHZ 0
#endif

namespace uasyncio::stm32 {

/// In MHz.
struct Clocks {
  std::uint32_t processor;
  std::uint32_t timers;  // TIM2 to TIM5
  std::uint32_t uart1;
};

inline constexpr std::uint32_t internal_mhz = 16;
inline constexpr Clocks internal_clocks{internal_mhz, internal_mhz, internal_mhz};

/// With the PLL, APB1 runs at a quarter of the processor's clock and its timers at twice that
/// (7.2), APB2 at half of it: within the limits of 42 and 84 MHz.
constexpr Clocks pll_clocks(std::uint32_t mhz) noexcept { return {mhz, mhz / 2, mhz / 2}; }

inline constexpr std::uint32_t chosen_mhz = UASYNCIO_STM32_CLOCK_MHZ;
inline constexpr std::uint32_t crystal_mhz = UASYNCIO_STM32_CRYSTAL_MHZ;
inline constexpr bool uses_pll = chosen_mhz != internal_mhz;
static_assert(!uses_pll || (chosen_mhz >= 50 && chosen_mhz <= 168 && chosen_mhz % 2 == 0),
              "UASYNCIO_STM32_CLOCK_MHZ is 16, or an even number from 50 to 168");
static_assert(crystal_mhz == 0 || (crystal_mhz >= 4 && crystal_mhz <= 26),
              "UASYNCIO_STM32_CRYSTAL_MHZ is 0, or a number from 4 to 26");

/// Runs everything from the internal oscillator, as after reset, whatever a boot loader has chosen.
void run_from_internal() noexcept;

enum class PllStart : std::uint8_t {
  exact,      // from the crystal
  inexact,    // at the same speed from the internal oscillator, to 1 %: the crystal did not swing
  impossible  // the PLL did not start; the internal oscillator goes on
};

/// Runs the chip at `mhz` from the PLL, after run_from_internal(). `crystal` in MHz, 0 for none.
PllStart run_from_pll(std::uint32_t mhz, std::uint32_t crystal) noexcept;

/// Starts the clocks that the build has chosen, and reports what did not start. Not in QEMU.
void start_clocks() noexcept;

inline constinit bool is_on_pll = false;  // start_clocks() says

inline Clocks clocks() noexcept {
  if constexpr (uses_pll) {
    if (is_on_pll) return pll_clocks(chosen_mhz);
  }
  return internal_clocks;
}

}  // namespace uasyncio::stm32
