// SPDX-License-Identifier: MIT
// What a program on a microcontroller can ask about itself.
#pragma once

#include <cstddef>
#include <cstdint>

namespace uasyncio::platform {

/// The most that the stack has held since start, in bytes, interrupts included. Found by looking
/// for the paint that start-up left; walks what is still free.
std::size_t stack_used() noexcept;

/// Bytes that the stack may grow to. Beyond, the fault "stack overflow".
std::size_t stack_size() noexcept;

/// How often the processor has come out of sleep (WFI) since start.
std::uint32_t wakeups() noexcept;

/// Exit statuses of the platform itself.
inline constexpr int exit_status_unexpected_interrupt = 98;
inline constexpr int exit_status_fault = 99;
inline constexpr int exit_status_interrupted = 130;  // Ctrl-C and nobody handles it

}  // namespace uasyncio::platform
