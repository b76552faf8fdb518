// SPDX-License-Identifier: MIT
// What a program needs from its platform besides a Port: functions that are found at link time, so
// that a program which does not print does not carry the console. Each port defines them; together
// with port.hpp this is all that the library asks of a chip.
#pragma once

#include "uasyncio/port/config.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace uasyncio {

class InterruptPort;
class Port;

namespace platform {

/// The port that `run` and `get_event_loop` use in this thread. Lives as long as the thread.
/// From anywhere but interrupts.
Port& default_port() noexcept;

/// The port of the loop that runs in an interrupt (core/interrupt_loop.hpp). On Linux that ends the
/// program with a message, but in a simulation; for boards that have none it does not link. From
/// plain code.
InterruptPort& interrupt_port() noexcept;

/// Writes program output (standard output, the board's UART). May block until there is room.
/// From tasks and plain code; not from an interrupt.
void console_write(const char* text, std::size_t length) noexcept;

/// Writes reports of the library itself (standard error, the board's UART). From where
/// `console_write` may be called, and on the way to the end of the program.
void diagnostic_write(const char* text, std::size_t length) noexcept;

/// Ends the program with this exit status, after pending output is out. From tasks and plain code;
/// on a board from interrupts too.
[[noreturn]] void exit_program(int status) noexcept;

#if !UASYNCIO_HOSTED
/// Where coroutines and tasks are made. Called by the frame pool, once, for the first of them.
/// Without one of the platform's own it is a static array of UASYNCIO_POOL_SIZE bytes.
std::span<unsigned char> frame_memory() noexcept;

#if !UASYNCIO_MASKS_INTERRUPTS
/// Masks all interrupts that may call into the library; returns what `unmask_interrupts` is given
/// to bring back the state from before, so that they nest. From everywhere. Asked for only on
/// processors whose way the library does not know (it knows Cortex-M and RISC-V).
std::uintptr_t mask_interrupts() noexcept;
void unmask_interrupts(std::uintptr_t before) noexcept;
#endif
#endif

#if UASYNCIO_HOSTED
/// From here on SIGINT calls `interrupt_program`; not if the program ignores it or has a handler of
/// its own. Called by a `run` that begins.
void catch_sigint() noexcept;
/// SIGINT is the system's again, if it was caught. Called by the last `run`, as it ends.
void release_sigint() noexcept;
#endif

}  // namespace platform
}  // namespace uasyncio
