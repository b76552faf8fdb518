// SPDX-License-Identifier: MIT
// Analogue inputs, as MicroPython's machine.ADC: what drivers ask of them.
#pragma once

#include "uasyncio/port/error.hpp"

#include <concepts>
#include <cstddef>
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

/// Values that are nothing new, both ends included.
struct AdcWindow {
  std::uint16_t low;
  std::uint16_t high;
};

/// Called in the interrupt of a comparator: it may set a ThreadSafeFlag, and not much else.
using AdcHandler = void (*)(void* argument);

/// A converter with a comparator, which watches its input by itself. `watch` calls `handler` once,
/// as soon as a value is outside of the window, also if one is already; it takes the place of the
/// watch before. `watch(nullptr)` ends that: the handler is not called any more. `argument` must
/// live until then. Neither suspends; from the loop's thread.
template <class Converter>
concept WatchingADC = ADC<Converter> && requires(Converter converter, AdcWindow window,
                                                 AdcHandler handler, void* argument) {
  converter.watch(window, handler, argument);
  converter.watch(nullptr);
};

}  // namespace uasyncio::machine
