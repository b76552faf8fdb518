// SPDX-License-Identifier: MIT
// A pin that the benchmarks of drivers move themselves.
#pragma once

#include <uasyncio/machine/pin.hpp>

namespace bench {

/// A read takes one load, as that of a real one.
struct PlainPin {
  bool value() const noexcept { return level; }
  uasyncio::Error irq(uasyncio::machine::Edge, uasyncio::machine::PinHandler function,
                      void* its_argument) noexcept {
    handler = function;
    argument = its_argument;
    return uasyncio::Error::none;
  }
  void irq(std::nullptr_t) noexcept { handler = nullptr; }
  /// The interrupt.
  void edge() {
    level = !level;
    handler(argument);
  }

  volatile bool level = true;
  uasyncio::machine::PinHandler handler = nullptr;
  void* argument = nullptr;
};

}  // namespace bench
