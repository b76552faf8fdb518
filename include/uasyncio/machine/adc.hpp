// SPDX-License-Identifier: MIT
// Analogue inputs, as MicroPython's machine.ADC: what drivers ask of them.
#pragma once

#include "uasyncio/port/error.hpp"

#include <concepts>
#include <cstdint>

namespace uasyncio::machine {

/// What a converter has to say: a value, or why there is none.
struct Sample {
  std::uint16_t value = 0;  // 0 to 65535, whatever the converter resolves
  Error error;

  constexpr Sample(std::uint16_t its_value) noexcept : value(its_value) {}
  constexpr Sample(Error its_error) noexcept : error(its_error) {}
};

/// `read_u16` converts once and gives a Sample; a converter that cannot fail may give the number
/// itself. Takes microseconds, does not suspend. From one task at a time.
template <class Converter>
concept ADC = requires(Converter converter) {
  { converter.read_u16() } -> std::convertible_to<Sample>;
};

}  // namespace uasyncio::machine
