// Registers of the LM3S6965's UARTs (datasheet, chapter 12 "Universal Asynchronous
// Receivers/Transmitters", an ARM PL011): the console's and the streams'.
#pragma once

#include "ports/lm3s/chip.hpp"

namespace uasyncio::lm3s::uart {

constexpr std::uintptr_t base_of(unsigned number) noexcept { return 0x4000'C000 + 0x1000 * number; }

// 12.5: offsets from the UART's base.
inline constexpr std::uintptr_t data = 0x00;
inline constexpr std::uintptr_t flags = 0x18;
inline constexpr std::uintptr_t integer_divisor = 0x24;
inline constexpr std::uintptr_t fractional_divisor = 0x28;
inline constexpr std::uintptr_t line_control = 0x2C;
inline constexpr std::uintptr_t control = 0x30;
inline constexpr std::uintptr_t interrupt_level = 0x34;
inline constexpr std::uintptr_t interrupt_mask = 0x38;
inline constexpr std::uintptr_t interrupt_clear = 0x44;

inline constexpr std::uint32_t busy = 1u << 3;  // in flags
inline constexpr std::uint32_t receive_empty = 1u << 4;
inline constexpr std::uint32_t send_full = 1u << 5;
inline constexpr std::uint32_t parity_on = 1u << 1;  // in line_control
inline constexpr std::uint32_t parity_even = 1u << 2;
inline constexpr std::uint32_t two_stop_bits = 1u << 3;
inline constexpr std::uint32_t fifo = 1u << 4;
constexpr std::uint32_t bits(std::uint32_t number) noexcept { return (number - 5) << 5; }
inline constexpr std::uint32_t send_and_receive = 0x301;  // in control
inline constexpr std::uint32_t received = 1u << 4;        // in the interrupt registers
inline constexpr std::uint32_t has_room = 1u << 5;
inline constexpr std::uint32_t receive_timeout = 1u << 6;

/// 12.4.1: divisor = clock / (16 * baud rate), with 6 bits of fraction.
constexpr std::uint32_t divisor_64ths(std::uint32_t baudrate) noexcept {
  return (clock_hz * 4 + baudrate / 2) / baudrate;
}

}  // namespace uasyncio::lm3s::uart
