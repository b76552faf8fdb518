// Access to memory-mapped registers.
#pragma once

#include <cstdint>

namespace uasyncio::cortex_m {

using Register = volatile std::uint32_t;

inline Register& register_at(std::uintptr_t address) noexcept {
  return *reinterpret_cast<Register*>(address);
}

/// Not atomic: where an interrupt changes the same register, under an InterruptMask.
inline void set_bits(std::uintptr_t address, std::uint32_t bits) noexcept {
  register_at(address) = register_at(address) | bits;
}

inline void clear_bits(std::uintptr_t address, std::uint32_t bits) noexcept {
  register_at(address) = register_at(address) & ~bits;
}

}  // namespace uasyncio::cortex_m
