// SPDX-License-Identifier: MIT
// Registers of the nRF51's GPIO (reference manual, chapter 14), for the pin drivers.
#pragma once

#include "ports/cortex_m/registers.hpp"

#include <cstdint>

namespace uasyncio::nrf::gpio {

inline constexpr std::uintptr_t output = 0x5000'0504;
inline constexpr std::uintptr_t output_set = 0x5000'0508;
inline constexpr std::uintptr_t output_clear = 0x5000'050C;
inline constexpr std::uintptr_t input = 0x5000'0510;
inline constexpr std::uintptr_t configuration = 0x5000'0700;  // one register per pin

// PIN_CNF, 14.2.10: everything about a pin. Bit 1 disconnects the input.
inline void use_as_input(std::uint8_t number) noexcept {
  constexpr std::uint32_t pull_up = 3u << 2;
  cortex_m::register_at(configuration + 4u * number) = pull_up;
}

inline void use_as_output(std::uint8_t number) noexcept {
  constexpr std::uint32_t push_pull = 1u << 0 | 1u << 1;
  cortex_m::register_at(configuration + 4u * number) = push_pull;
}

inline bool level(std::uint8_t number) noexcept {
  return (cortex_m::register_at(input) >> number & 1) != 0;
}

}  // namespace uasyncio::nrf::gpio
