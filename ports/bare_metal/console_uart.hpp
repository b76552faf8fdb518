// SPDX-License-Identifier: MIT
// The console's UART as a byte queue each way, both served by its interrupt. Linked only by
// programs that print, read or want Ctrl-C.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

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

/// From now on `server` takes what is received (uart::receive), in the UART's interrupt, after what
/// could be sent was sent; null ends that. For the console as a stream.
void serve_by(void (*server)() noexcept) noexcept;

/// What serves the console's own queue does for Ctrl-C.
void interrupt() noexcept;

/// Queues as many of the bytes as there is room for, and gives their number. Not from an interrupt.
std::size_t write_some(std::span<const std::byte> bytes) noexcept;
/// Whether at least half of the queue is free, and whether all of it.
bool has_room() noexcept;
bool has_sent_all() noexcept;

/// The next byte received; -1 if there is none. One reader, not from an interrupt.
int read_byte() noexcept;

/// What was read comes again, before all else; gives how much of its beginning there is room for,
/// 127 bytes without those that have come since. Not from an interrupt.
std::size_t put_back(std::string_view text) noexcept;

/// Bytes lost so far because nobody read them in time: at least this many, since hardware that
/// overruns does not say how often.
std::uint32_t overruns() noexcept;

}  // namespace console_uart
}  // namespace uasyncio::bare_metal
