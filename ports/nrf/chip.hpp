// The nRF51822: what several of its drivers share. Chapters are those of Nordic's "nRF51 Series
// Reference Manual", version 3.0.
#pragma once

#include "ports/cortex_m/interrupts.hpp"

#include <cstdint>

namespace uasyncio::nrf {

namespace irq {  // a peripheral's number is in its address: 0x4000'0000 + number * 0x1000
inline constexpr cortex_m::Irq uart0{2};
inline constexpr cortex_m::Irq gpiote{6};
inline constexpr cortex_m::Irq timer0{8};
inline constexpr cortex_m::Irq timer1{9};
}  // namespace irq

}  // namespace uasyncio::nrf
