// SPDX-License-Identifier: MIT
// The Stellaris LM3S6965 evaluation board.
#pragma once

#include "ports/bare_metal/console.hpp"
#include "ports/bare_metal/console_stream.hpp"
#include "ports/lm3s/adc.hpp"
#include "ports/lm3s/i2c.hpp"
#include "ports/lm3s/pin.hpp"
#include "ports/lm3s/uart_stream.hpp"

#if UASYNCIO_LWIP
#include "ports/lwip/connection.hpp"
#include "ports/lwip/datagram.hpp"
#include "ports/lwip/server.hpp"
#endif

/// For programs that have something on the pins of this board, and simulate it on others.
#define UASYNCIO_BOARD_LM3S6965EVB 1

namespace board {

inline constexpr const char* name = "lm3s6965evb";

inline constinit uasyncio::lm3s::OutputPin led1{uasyncio::lm3s::GpioPort::f, 0};  // "STATUS"
inline constinit uasyncio::lm3s::OutputPin led2{uasyncio::lm3s::GpioPort::b, 0};  // header, no LED
inline constinit uasyncio::lm3s::OutputPin led3{uasyncio::lm3s::GpioPort::b, 1};  // header, no LED

/// "SELECT", low while pressed.
inline constinit uasyncio::lm3s::InterruptPin button{uasyncio::lm3s::GpioPort::f, 1};

/// On the header, PA2 and PA3, for an encoder.
inline constinit uasyncio::lm3s::InterruptPin knob_x{uasyncio::lm3s::GpioPort::a, 2};
inline constinit uasyncio::lm3s::InterruptPin knob_y{uasyncio::lm3s::GpioPort::a, 3};

/// UART0, which the board carries to USB.
inline constexpr uasyncio::bare_metal::Console console;
template <std::size_t receive_size = 128>
using ConsoleStream = uasyncio::bare_metal::ConsoleStream<receive_size>;

/// UART1, on PD2 (receives) and PD3 (sends).
template <std::size_t receive_size = 128, std::size_t send_size = receive_size>
using UART =
    uasyncio::bare_metal::NumberedUart<uasyncio::lm3s::UartDevice, 1, receive_size, send_size>;

/// I2C0, on PB2 (SCL) and PB3 (SDA).
class I2CController : public uasyncio::lm3s::I2CController {
 public:
  explicit I2CController(std::uint32_t frequency = 100'000) noexcept
      : uasyncio::lm3s::I2CController(0, frequency) {}
};

/// The analogue input ADC0.
inline constinit uasyncio::lm3s::ADC adc{0};

}  // namespace board
