// SPDX-License-Identifier: MIT
// MicroPython's pyboard v1.1.
#pragma once

#include "ports/bare_metal/console.hpp"
#include "ports/bare_metal/console_stream.hpp"
#include "ports/stm32/pin.hpp"
#include "ports/stm32/uart_stream.hpp"

namespace board {

inline constexpr const char* name = "pyboard";

inline constinit uasyncio::stm32::OutputPin led1{uasyncio::stm32::GpioPort::a, 13};  // red
inline constinit uasyncio::stm32::OutputPin led2{uasyncio::stm32::GpioPort::a, 14};  // green
inline constinit uasyncio::stm32::OutputPin led3{uasyncio::stm32::GpioPort::a, 15};  // yellow

/// "USR", low while pressed.
inline constinit uasyncio::stm32::InterruptPin button{uasyncio::stm32::GpioPort::b, 3};

/// USART1 on X9 and X10.
inline constexpr uasyncio::bare_metal::Console console;
template <std::size_t receive_size = 128>
using ConsoleStream = uasyncio::bare_metal::ConsoleStream<receive_size>;

/// USART2: X3 sends, X4 receives; CTS is X1, RTS X2.
template <std::size_t receive_size = 128, std::size_t send_size = receive_size>
using UART =
    uasyncio::bare_metal::NumberedUart<uasyncio::stm32::UartDevice, 2, receive_size, send_size>;

}  // namespace board
