// The console's UART as a byte queue each way, both served by its interrupt. Linked only by
// programs that print, read or want Ctrl-C.
#pragma once

#include <cstdint>

namespace uasyncio::bare_metal {

inline constexpr char interrupt_character = '\x03';     // Ctrl-C: never received, see on_interrupt
inline constexpr char end_of_input_character = '\x04';  // Ctrl-D

namespace console_uart {

/// Starts the UART if it does not run yet. All others here do it too.
void start() noexcept;

/// `hook` is called in the UART's interrupt for each Ctrl-C. Without one Ctrl-C calls the core's
/// interrupt_program(); outside of `run` it ends the program with status 130, as a shell does.
void on_interrupt(void (*hook)() noexcept) noexcept;

/// `hook` is called in the UART's interrupt after bytes came in.
void on_receive(void (*hook)(void*) noexcept, void* argument) noexcept;

/// The next byte received; -1 if there is none. One reader, not from an interrupt.
int read_byte() noexcept;

/// Bytes lost so far because nobody read them in time: at least this many, since hardware that
/// overruns does not say how often.
std::uint32_t overruns() noexcept;

}  // namespace console_uart
}  // namespace uasyncio::bare_metal
