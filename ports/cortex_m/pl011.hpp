// SPDX-License-Identifier: MIT
// ARM's UART ("PrimeCell UART (PL011) Technical Reference Manual"), which several chips have: their
// consoles and streams.
#pragma once

#include "uasyncio/machine/uart.hpp"

#include "ports/bare_metal/received.hpp"
#include "ports/cortex_m/registers.hpp"

#include <cstdint>

namespace uasyncio::cortex_m {

/// One of them, at its address. Its clock runs and its pins are its own.
class Pl011 {
 public:
  constexpr explicit Pl011(std::uintptr_t base) noexcept : base_(base) {}

  /// 3.3.6: clock / (16 * baud rate), in 64ths.
  static constexpr std::uint32_t divisor_64ths(std::uint32_t clock_hz,
                                               std::uint32_t baudrate) noexcept {
    return baudrate == 0 ? 0 : (clock_hz * 4 + baudrate / 2) / baudrate;
  }

  static constexpr bool can(const machine::UartConfig& config, std::uint32_t divisor) noexcept {
    return divisor >= 64 && divisor < 64 * 65'536 && config.bits >= 5 && config.bits <= 8 &&
           (config.stop == 1 || config.stop == 2) && config.flow == machine::Flow::none;
  }

  bool is_on() const noexcept { return (at(control) & 1) != 0; }
  bool is_busy() const noexcept { return (at(flags) & busy) != 0; }
  bool can_send() const noexcept { return (at(flags) & send_full) == 0; }
  void send(char byte) const noexcept { at(data) = static_cast<unsigned char>(byte); }

  /// A byte with what is wrong, as received.hpp has it, or `nothing`.
  std::uint32_t receive() const noexcept {
    if ((at(flags) & receive_empty) != 0) return bare_metal::received::nothing;
    return at(data);
  }

  /// Interrupts for bytes that come, and for room to send.
  void interrupt_for(bool bytes, bool room) const noexcept {
    at(interrupt_mask) = (bytes ? on_receiving : 0) | (room ? has_room : 0);
  }
  void acknowledge() const noexcept { at(interrupt_clear) = on_receiving | has_room; }
  static constexpr bool stops_when_full() noexcept { return false; }

  /// Only what it can. The divisor counts from the write of the line control on.
  void set_up(const machine::UartConfig& config, std::uint32_t divisor) const noexcept {
    at(control) = 0;
    at(integer_divisor) = divisor / 64;
    at(fractional_divisor) = divisor % 64;
    at(line_control) = fifo | (config.bits - 5u) << 5 | (config.stop == 2 ? two_stop_bits : 0) |
                       (config.parity != machine::Parity::none ? parity_on : 0) |
                       (config.parity == machine::Parity::even ? parity_even : 0);
    at(interrupt_level) = 0;  // both FIFOs: at 1/8
    at(control) = send_and_receive;
  }

 private:
  // 3.2: offsets from the UART's base, and their bits.
  static constexpr std::uintptr_t data = 0x00;
  static constexpr std::uintptr_t flags = 0x18;
  static constexpr std::uintptr_t integer_divisor = 0x24;
  static constexpr std::uintptr_t fractional_divisor = 0x28;
  static constexpr std::uintptr_t line_control = 0x2C;
  static constexpr std::uintptr_t control = 0x30;
  static constexpr std::uintptr_t interrupt_level = 0x34;
  static constexpr std::uintptr_t interrupt_mask = 0x38;
  static constexpr std::uintptr_t interrupt_clear = 0x44;

  static constexpr std::uint32_t busy = 1u << 3;  // in flags
  static constexpr std::uint32_t receive_empty = 1u << 4;
  static constexpr std::uint32_t send_full = 1u << 5;
  static constexpr std::uint32_t parity_on = 1u << 1;  // in line_control
  static constexpr std::uint32_t parity_even = 1u << 2;
  static constexpr std::uint32_t two_stop_bits = 1u << 3;
  static constexpr std::uint32_t fifo = 1u << 4;
  static constexpr std::uint32_t send_and_receive = 0x301;          // in control
  static constexpr std::uint32_t on_receiving = 1u << 4 | 1u << 6;  // a byte; none for a while
  static constexpr std::uint32_t has_room = 1u << 5;

  auto at(std::uintptr_t offset) const noexcept -> decltype(register_at(offset)) {
    return register_at(base_ + offset);
  }

  std::uintptr_t base_;
};

}  // namespace uasyncio::cortex_m
