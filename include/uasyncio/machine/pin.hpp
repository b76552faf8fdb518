// SPDX-License-Identifier: MIT
// Pins, as MicroPython's machine.Pin: what drivers ask of them. Ports and tests provide the types.
#pragma once

#include "uasyncio/port/error.hpp"
#include "uasyncio/port/time.hpp"

#include <concepts>
#include <cstdint>

namespace uasyncio::machine {

/// A digital output. `on` is the level that the pin's name promises (a LED shines), whichever
/// voltage that takes on the board. From everywhere, if one at a time changes one pin.
template <class Pin>
concept OutputPin = requires(Pin pin, bool is_on) {
  pin.on();
  pin.off();
  pin.toggle();
  pin.value(is_on);
  { pin.value() } -> std::same_as<bool>;
};

/// A digital input: true is the higher voltage. From everywhere.
template <class Pin>
concept InputPin = requires(Pin pin) {
  { pin.value() } -> std::same_as<bool>;
};

/// Which edges of an input interrupt.
enum class Edge : std::uint8_t { none = 0, rising = 1, falling = 2, both = 3 };

/// Whether `edge` is one of `edges`.
constexpr bool includes(Edge edges, Edge edge) noexcept {
  return (static_cast<unsigned>(edges) & static_cast<unsigned>(edge)) != 0;
}

/// Called in the interrupt: it may set a ThreadSafeFlag, and not much else.
using PinHandler = void (*)(void* argument);

/// An input whose edges interrupt. `irq` is for the pin of the chip, not for the object: it
/// replaces what was set before, and stays when the object goes. `argument` must live until
/// `irq(nullptr)`, which ends it and cannot fail. From tasks and plain code; `irq(nullptr)` from
/// pin handlers too.
///
/// An edge may be reported more than once, and fast edges together as one, but never none: read
/// `value` in the handler or after it. Edges from before the call are not reported.
///
/// `irq` gives Error::none, or says what the chip cannot do, and then has changed nothing:
/// Error::value if there is no such pin, OSError EBUSY if what would interrupt serves another pin.
template <class Pin>
concept InterruptPin =
    InputPin<Pin> && requires(Pin pin, Edge edges, PinHandler handler, void* argument) {
      { pin.irq(edges, handler, argument) } -> std::same_as<Error>;
      pin.irq(nullptr);
    };

/// One that tells when an edge came: inside of a handler `edge_time` is the instant of the newest
/// edge, in microseconds of the loop's clock, as exactly as the platform knows it (a
/// timestamp of the hardware or the kernel, or else the time of the handler's call).
template <class Pin>
concept TimedPin = InterruptPin<Pin> && requires(Pin pin) {
  { pin.edge_time() } -> std::same_as<Time>;
};

/// One whose platform keeps edges and tells them later, several in a row: inside of a handler
/// `edge_level` is the level behind the edge that is told, while `value` is the level now.
/// `take_edges` calls the handler for those that are kept: before a deadline is believed, for they
/// came earlier. From the loop's thread.
template <class Pin>
concept QueuedPin = TimedPin<Pin> && requires(Pin pin) {
  { pin.edge_level() } -> std::same_as<bool>;
  pin.take_edges();
};

/// A pin on a line that several share: it pulls the line low, or lets it go, and then others or a
/// resistor decide. `value()` is the level of the line. From everywhere, if one at a time changes
/// one pin.
template <class Pin>
concept OpenDrainPin =
    InputPin<Pin> && requires(Pin pin, bool is_released) { pin.value(is_released); };

}  // namespace uasyncio::machine
