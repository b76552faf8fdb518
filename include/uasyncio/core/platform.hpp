// What a program needs from its platform besides a Port: four functions, found at link time, so
// that a program which does not print does not carry the console. Each port defines them.
#pragma once

#include <cstddef>

namespace uasyncio {

class Port;

namespace platform {

/// The port that `run` and `get_event_loop` use in this thread. Lives as long as the thread.
Port& default_port() noexcept;

/// Writes program output (standard output, the board's UART). May block until there is room.
/// From tasks and plain code; not from an interrupt.
void console_write(const char* text, std::size_t length) noexcept;

/// Writes reports of the library itself (standard error, the board's UART).
void diagnostic_write(const char* text, std::size_t length) noexcept;

/// Ends the program with this exit status, after pending output is out.
[[noreturn]] void exit_program(int status) noexcept;

}  // namespace platform
}  // namespace uasyncio
