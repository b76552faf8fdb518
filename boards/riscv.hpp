// QEMU's machine `virt`, a RISC-V. It has no pins: these are levels in memory.
#pragma once

#include "ports/bare_metal/console.hpp"
#include "ports/levels/pin.hpp"

namespace board {

inline constexpr const char* name = "riscv";

inline constinit uasyncio::level_pins::OutputPin led1;
inline constinit uasyncio::level_pins::OutputPin led2;
inline constinit uasyncio::level_pins::OutputPin led3;

/// Low while pressed: `board::button.set(false)`.
inline constinit uasyncio::level_pins::InterruptPin button{true};

inline constexpr uasyncio::bare_metal::Console console;

}  // namespace board
