// SPDX-License-Identifier: MIT
// The nRF51822: what several of its drivers share. Chapters are those of Nordic's "nRF51 Series
// Reference Manual", version 3.0.
#pragma once

#include "ports/cortex_m/interrupts.hpp"
#include "ports/cortex_m/registers.hpp"

#include <cstdint>

// The port's clock is RTC0: the crystal runs only for what needs it.
#ifndef UASYNCIO_NRF_RTC
#define UASYNCIO_NRF_RTC 0
#endif

namespace uasyncio::nrf {

namespace irq {  // a peripheral's number is in its address: 0x4000'0000 + number * 0x1000
inline constexpr cortex_m::Irq uart0{2};
inline constexpr cortex_m::Irq gpiote{6};
inline constexpr cortex_m::Irq timer0{8};
inline constexpr cortex_m::Irq timer1{9};
inline constexpr cortex_m::Irq rtc0{11};
}  // namespace irq

/// Chapter 13 "Clock management": the crystal of 16 MHz, more exact than the oscillator that runs
/// after reset. Nothing waits for it: that oscillator goes on until the crystal is there.
inline void start_crystal() noexcept { cortex_m::register_at(0x4000'0000) = 1; }

}  // namespace uasyncio::nrf
