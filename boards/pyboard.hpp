// MicroPython's pyboard v1.1.
#pragma once

#include "ports/bare_metal/console.hpp"
#include "ports/stm32/pin.hpp"

namespace board {

inline constexpr const char* name = "pyboard";

inline constinit uasyncio::stm32::OutputPin led1{uasyncio::stm32::GpioPort::a, 13};  // red
inline constinit uasyncio::stm32::OutputPin led2{uasyncio::stm32::GpioPort::a, 14};  // green
inline constinit uasyncio::stm32::OutputPin led3{uasyncio::stm32::GpioPort::a, 15};  // yellow

/// "USR", low while pressed.
inline constinit uasyncio::stm32::InterruptPin button{uasyncio::stm32::GpioPort::b, 3};

/// USART1 on X9 and X10.
inline constexpr uasyncio::bare_metal::Console console;

}  // namespace board
