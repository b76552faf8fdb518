// The Stellaris LM3S6965 evaluation board.
#pragma once

#include "ports/bare_metal/console.hpp"
#include "ports/lm3s/pin.hpp"

namespace board {

inline constexpr const char* name = "lm3s6965evb";

inline constinit uasyncio::lm3s::OutputPin led1{uasyncio::lm3s::GpioPort::f, 0};  // "STATUS"
inline constinit uasyncio::lm3s::OutputPin led2{uasyncio::lm3s::GpioPort::b, 0};  // header, no LED
inline constinit uasyncio::lm3s::OutputPin led3{uasyncio::lm3s::GpioPort::b, 1};  // header, no LED

/// "SELECT", low while pressed.
inline constinit uasyncio::lm3s::InterruptPin button{uasyncio::lm3s::GpioPort::f, 1};

/// UART0, which the board carries to USB.
inline constexpr uasyncio::bare_metal::Console console;

}  // namespace board
