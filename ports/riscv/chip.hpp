// SPDX-License-Identifier: MIT
// QEMU's machine `virt`: where its devices are ("virt" in QEMU's system emulation guide). A chip of
// the family differs in these numbers only.
#pragma once

#include <cstdint>

namespace uasyncio::riscv {

inline volatile std::uint32_t& register_at(std::uintptr_t address) noexcept {
  return *reinterpret_cast<volatile std::uint32_t*>(address);
}
inline volatile std::uint8_t& byte_at(std::uintptr_t address) noexcept {
  return *reinterpret_cast<volatile std::uint8_t*>(address);
}

// The core-local interruptor: the machine's clock and its alarm.
namespace clint {
inline constexpr std::uintptr_t compare = 0x0200'4000;  // mtimecmp of hart 0, 64 bits
inline constexpr std::uintptr_t time = 0x0200'BFF8;     // mtime, 64 bits
inline constexpr std::uint32_t ticks_per_microsecond = 10;
}  // namespace clint

// The platform-level interrupt controller; context 0 is hart 0 in machine mode.
namespace plic {
inline constexpr std::uintptr_t priorities = 0x0C00'0000;  // one word each interrupt
inline constexpr std::uintptr_t enable = 0x0C00'2000;      // one bit each interrupt
inline constexpr std::uintptr_t threshold = 0x0C20'0000;
inline constexpr std::uintptr_t claim = 0x0C20'0004;  // read: the next; write: it is served
inline constexpr std::uint32_t uart0 = 10;
inline constexpr std::uint32_t rtc = 11;
inline constexpr std::uint32_t last = 31;  // of those that have a handler (interrupts.hpp)
}  // namespace plic

inline constexpr std::uintptr_t uart0 = 0x1000'0000;     // an NS16550A
inline constexpr std::uintptr_t finisher = 0x0010'0000;  // ends the emulator with a status

}  // namespace uasyncio::riscv
