// SPDX-License-Identifier: MIT
// Registers of the STM32F405's USARTs (RM0090, chapter 30 "USART"): the console's and the streams'.
#pragma once

#include "ports/bare_metal/received.hpp"
#include "ports/stm32/chip.hpp"

namespace uasyncio::stm32::usart {

// 30.6: offsets from the USART's base.
inline constexpr std::uintptr_t status = 0x00;
inline constexpr std::uintptr_t data = 0x04;
inline constexpr std::uintptr_t baud_rate = 0x08;  // clock / baud rate, with 16 samples per bit
inline constexpr std::uintptr_t control = 0x0C;
inline constexpr std::uintptr_t control2 = 0x10;
inline constexpr std::uintptr_t control3 = 0x14;

inline constexpr std::uint32_t wrong_parity = 1u << 0;  // in status
inline constexpr std::uint32_t wrong_framing = 1u << 1;
inline constexpr std::uint32_t overrun = 1u << 3;
inline constexpr std::uint32_t has_byte = 1u << 5;
inline constexpr std::uint32_t sent_all = 1u << 6;
inline constexpr std::uint32_t has_room = 1u << 7;
inline constexpr std::uint32_t running = 1u << 13 | 1u << 3 | 1u << 2;  // enabled, sends, receives
inline constexpr std::uint32_t receive_interrupt = 1u << 5;             // in control
inline constexpr std::uint32_t room_interrupt = 1u << 7;
inline constexpr std::uint32_t parity_odd = 1u << 9;
inline constexpr std::uint32_t parity_on = 1u << 10;
inline constexpr std::uint32_t nine_bits = 1u << 12;      // with the parity
inline constexpr std::uint32_t two_stop_bits = 2u << 12;  // in control2
inline constexpr std::uint32_t rts = 1u << 8;             // in control3
inline constexpr std::uint32_t cts = 1u << 9;

/// An overrun interrupts until status and then data have been read. The byte in data is a good one,
/// what came after it is lost.
inline std::uint32_t receive(std::uintptr_t base) noexcept {
  namespace received = bare_metal::received;
  const std::uint32_t state = cortex_m::register_at(base + status);
  if ((state & (has_byte | overrun)) == 0) return received::nothing;
  const std::uint32_t byte = cortex_m::register_at(base + data) & 0xFF;
  if ((state & (overrun | wrong_framing | wrong_parity)) == 0) return byte;
  return byte | ((state & overrun) != 0 ? received::lost_after : 0) |
         ((state & wrong_framing) != 0 ? received::framing : 0) |
         ((state & wrong_parity) != 0 ? received::parity : 0);
}

}  // namespace uasyncio::stm32::usart
