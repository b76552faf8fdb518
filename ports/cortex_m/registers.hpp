// SPDX-License-Identifier: MIT
// Access to memory-mapped registers.
#pragma once

#include "uasyncio/port/config.hpp"

#include <cstdint>

#if UASYNCIO_HOSTED
#include "ports/cortex_m/simulated_registers.hpp"
#endif

namespace uasyncio::cortex_m {

#if !UASYNCIO_HOSTED
using Register = volatile std::uint32_t;

inline Register& register_at(std::uintptr_t address) noexcept {
  return *reinterpret_cast<Register*>(address);
}

/// So many times round a loop of two instructions: three clocks or more each.
inline void spin(std::uint32_t rounds) noexcept {
  for (std::uint32_t left = rounds; left > 0; --left) asm volatile("");
}

/// All of `count` registers in a row.
inline void fill_registers(std::uintptr_t first, std::uint32_t count,
                           std::uint32_t value) noexcept {
  do {
    asm volatile("" : "+r"(count));  // or the loop is unrolled, which is bigger
    register_at(first + 4 * --count) = value;
  } while (count != 0);
}
#endif

/// The bits of `mask` become those of `bits`, in one write. Like the two below not atomic: where an
/// interrupt changes the same register, under an InterruptMask.
inline void change_bits(std::uintptr_t address, std::uint32_t mask, std::uint32_t bits) noexcept {
  register_at(address) = (register_at(address) & ~mask) | bits;
}

inline void set_bits(std::uintptr_t address, std::uint32_t bits) noexcept {
  register_at(address) = register_at(address) | bits;
}

inline void clear_bits(std::uintptr_t address, std::uint32_t bits) noexcept {
  register_at(address) = register_at(address) & ~bits;
}

/// Reads and forgets: what was written there before has arrived then.
inline void read_back(std::uintptr_t address) noexcept {
  [[maybe_unused]] const std::uint32_t value = register_at(address);
}

/// Waits until the bits of `mask` are those of `bits`. Returns false if they are not after so many
/// readings, some 0.1 s at 16 MHz: what does not come by then does not come.
inline bool wait_for_bits(std::uintptr_t address, std::uint32_t mask, std::uint32_t bits) noexcept {
  constexpr std::uint32_t readings = 200'000;
  for (std::uint32_t left = readings; left > 0; --left) {
    if ((register_at(address) & mask) == bits) return true;
  }
  return false;
}

}  // namespace uasyncio::cortex_m
