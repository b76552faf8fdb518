// SPDX-License-Identifier: MIT
// QEMU's machine `virt`, a RISC-V. It has no pins: these are levels in memory.
#pragma once

#include "ports/bare_metal/console.hpp"
#include "ports/bare_metal/console_stream.hpp"
#include "ports/levels/pin.hpp"

namespace board {

inline constexpr const char* name = "riscv";

inline constinit uasyncio::level_pins::OutputPin led1;
inline constinit uasyncio::level_pins::OutputPin led2;
inline constinit uasyncio::level_pins::OutputPin led3;

/// Low while pressed: `board::button.set(false)`.
inline constinit uasyncio::level_pins::InterruptPin button{true};

inline constexpr uasyncio::bare_metal::Console console;
template <std::size_t receive_size = 128>
using ConsoleStream = uasyncio::bare_metal::ConsoleStream<receive_size>;

/// The console's: there is no other one.
template <std::size_t receive_size = 128, std::size_t send_size = receive_size>
using UART = uasyncio::bare_metal::ConsoleUART<receive_size, send_size>;

}  // namespace board
