// SPDX-License-Identifier: MIT
// Counters that follow the two signals of an encoder by hardware: for a motor, whose steps are too
// fast for interrupts. As MicroPython's machine.Encoder.
#pragma once

#include "uasyncio/machine/pin.hpp"

#include <concepts>
#include <cstdint>

namespace uasyncio::machine {

/// `value` is the count of now: steps of one direction less those of the other, modulo 2^16 or
/// 2^32. Does not suspend; from one task at a time.
template <class Counter>
concept QuadratureCounter = requires(Counter counter) {
  { counter.value() } -> std::unsigned_integral;
  requires sizeof(counter.value()) == 2 || sizeof(counter.value()) == 4;
};

/// One that tells that it moves: `handler` is called, from an interrupt, when the count is another
/// than `value` gave last, once until `value` is asked again; so that it costs the same however
/// fast the steps are. `irq` replaces what was set before, and gives Error::none or what the chip
/// cannot do; `irq(nullptr)` ends it and cannot fail. `argument` must live until then. From tasks
/// and plain code.
template <class Counter>
concept InterruptQuadratureCounter =
    QuadratureCounter<Counter> && requires(Counter counter, PinHandler handler, void* argument) {
      { counter.irq(handler, argument) } -> std::same_as<Error>;
      counter.irq(nullptr);
    };

}  // namespace uasyncio::machine
