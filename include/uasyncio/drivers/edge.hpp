// SPDX-License-Identifier: MIT
// The edge that a pin's handler is called for: when it came, and the level behind it.
#pragma once

#include "uasyncio/machine/pin.hpp"
#include "uasyncio/threadsafe/alarm.hpp"

namespace uasyncio::detail {

/// As the pin has noted it; of one that notes nothing, now. Inside of its handler.
template <machine::InterruptPin Pin>
Instant time_of_edge(Pin& pin) noexcept {
  if constexpr (machine::TimedPin<Pin>) {
    return at_microseconds(pin.edge_time());
  } else {
    return Alarm::now();
  }
}

/// Inside of the pin's handler.
template <machine::InterruptPin Pin>
bool level_of_edge(Pin& pin) noexcept {
  if constexpr (machine::QueuedPin<Pin>) {
    return pin.edge_level();
  } else {
    return pin.value();
  }
}

}  // namespace uasyncio::detail
