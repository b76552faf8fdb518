// SPDX-License-Identifier: MIT
// The system clock of the LM3S6965.
#pragma once

namespace uasyncio::lm3s {

/// Runs the chip at `clock_hz` from its PLL and the board's crystal of 8 MHz, whatever it has run
/// from before (a boot loader's choice). Takes some 0.1 s.
///
/// If the PLL does not lock, returns false, and the chip runs from its internal oscillator of
/// 12 MHz, give or take 30 %: everything works, at a time that is as inexact. A crystal that does
/// not swing at all stops the chip: there is no flag that tells.
bool run_from_pll() noexcept;

}  // namespace uasyncio::lm3s
