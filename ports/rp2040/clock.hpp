// SPDX-License-Identifier: MIT
// The clocks of the RP2040.
#pragma once

#include <cstdint>

namespace uasyncio::rp2040 {

/// Runs the chip at 125 MHz from the board's crystal of 12 MHz, whatever it has run from before,
/// and gives the timer its microsecond. Takes some milliseconds.
///
/// Without a crystal that swings, or a PLL that locks, returns false, and the chip runs from its
/// ring oscillator, which has 6.5 MHz give or take a lot: everything works, at a time as inexact.
bool run_from_pll() noexcept;

/// Gives the analogue converter its 48 MHz, from the PLL that is meant for USB. False without a
/// crystal.
bool run_converter() noexcept;

/// Gives the calendar its clock, of the crystal. False without one.
bool run_calendar() noexcept;
inline constexpr std::uint32_t calendar_hz = 12'000'000 / 256;

/// Of the processor and the peripherals, as far as it is known.
std::uint32_t clock_hz() noexcept;

}  // namespace uasyncio::rp2040
