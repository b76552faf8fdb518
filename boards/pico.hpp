// SPDX-License-Identifier: MIT
// The Raspberry Pi Pico.
#pragma once

#include "ports/bare_metal/console.hpp"
#include "ports/bare_metal/console_stream.hpp"
#include "ports/rp2040/adc.hpp"
#include "ports/rp2040/i2c.hpp"
#include "ports/rp2040/pin.hpp"
#include "ports/rp2040/spi.hpp"
#include "ports/rp2040/uart_stream.hpp"

/// For programs that have something on the pins of this board, and simulate it on others.
#define UASYNCIO_BOARD_PICO 1

namespace board {

inline constexpr const char* name = "pico";

inline constinit uasyncio::rp2040::OutputPin led1{25};
inline constinit uasyncio::rp2040::OutputPin led2{16};  // header, no LED
inline constinit uasyncio::rp2040::OutputPin led3{17};  // header, no LED

/// On the header, to be wired to ground: the board has none for programs. Low while pressed.
inline constinit uasyncio::rp2040::InterruptPin button{15};

/// On the header, for an encoder.
inline constinit uasyncio::rp2040::InterruptPin knob_x{2};
inline constinit uasyncio::rp2040::InterruptPin knob_y{3};

/// UART0: GP0 sends, GP1 receives.
inline constexpr uasyncio::bare_metal::Console console;
template <std::size_t receive_size = 128>
using ConsoleStream = uasyncio::bare_metal::ConsoleStream<receive_size>;

/// UART1: GP8 sends, GP9 receives.
template <std::size_t receive_size = 128, std::size_t send_size = receive_size>
using UART =
    uasyncio::bare_metal::NumberedUart<uasyncio::rp2040::UartDevice, 1, receive_size, send_size>;

/// I2C0, on GP4 (SDA) and GP5 (SCL).
class I2CController : public uasyncio::rp2040::I2CController {
 public:
  explicit I2CController(std::uint32_t frequency = 100'000) noexcept
      : uasyncio::rp2040::I2CController(4, 5, frequency) {}
};

/// SPI1, on GP10 (clock), GP11 (MOSI) and GP12 (MISO); GP13 is a place for a chip select.
class SPIController : public uasyncio::rp2040::SPIController {
 public:
  explicit SPIController(uasyncio::machine::SPIOptions options = {}) noexcept
      : uasyncio::rp2040::SPIController({.sck = 10, .mosi = 11, .miso = 12}, options) {}
};
inline constinit uasyncio::rp2040::OutputPin chip_select{13};

/// The analogue input on GP26.
inline constinit uasyncio::rp2040::ADC adc{26};

}  // namespace board
