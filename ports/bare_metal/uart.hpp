// SPDX-License-Identifier: MIT
// What the console asks of a chip's UART. Found at link time: ports/*/uart.cpp define these, so
// that the console itself is written once. The chip's vector table gives the interrupt of this UART
// to `console_uart_handler`.
#pragma once

#include "uasyncio/machine/uart.hpp"

#include "ports/bare_metal/received.hpp"

#include <cstdint>

namespace uasyncio::bare_metal::uart {

/// Pins, clock, 115,200 baud, 8N1. Does nothing if the UART runs already. No interrupts yet.
void start() noexcept;

/// From now on a received byte interrupts.
void enable_interrupts() noexcept;

/// At the start of its interrupt: what happens from here on interrupts again.
void acknowledge() noexcept;

bool can_send() noexcept;
void send(char byte) noexcept;  // only if can_send()
bool is_idle() noexcept;        // the last bit of the last byte is out

/// Whether there should be an interrupt as soon as there is room to send.
void want_room(bool wanted) noexcept;

/// Pends the interrupt. Starts sending: UARTs interrupt when room *becomes* free, not while it is.
void interrupt_now() noexcept;

/// Sets the line up in another way: ValueError, and nothing has changed, if the chip cannot. Only
/// on boards whose only UART is the console's.
Error configure(const machine::UartConfig& config) noexcept;

/// The next received byte, with what is wrong, or `received::nothing`, see received.hpp.
std::uint32_t receive() noexcept;

}  // namespace uasyncio::bare_metal::uart
