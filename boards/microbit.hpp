// SPDX-License-Identifier: MIT
// The BBC micro:bit, version 1.
#pragma once

#include "ports/bare_metal/console.hpp"
#include "ports/bare_metal/console_stream.hpp"
#include "ports/nrf/pin.hpp"

namespace board {

inline constexpr const char* name = "microbit";

// One LED of each row of the matrix (rows: P0.13 to P0.15), all in the first column (P0.4).
inline constinit uasyncio::nrf::MatrixLed led1{13, 4};
inline constinit uasyncio::nrf::MatrixLed led2{14, 4};
inline constinit uasyncio::nrf::MatrixLed led3{15, 4};

/// "A", low while pressed.
inline constinit uasyncio::nrf::InterruptPin button{17};

/// The UART that the board carries to USB.
inline constexpr uasyncio::bare_metal::Console console;
template <std::size_t receive_size = 128>
using ConsoleStream = uasyncio::bare_metal::ConsoleStream<receive_size>;

/// The console's: there is no other one.
template <std::size_t receive_size = 128, std::size_t send_size = receive_size>
using UART = uasyncio::bare_metal::ConsoleUART<receive_size, send_size>;

}  // namespace board
