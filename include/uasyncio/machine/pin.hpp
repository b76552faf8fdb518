// Pins, as MicroPython's machine.Pin: what drivers ask of them. Ports and tests provide the types.
#pragma once

#include <concepts>
#include <cstdint>

namespace uasyncio::machine {

/// A digital output. `on` is the level that the pin's name promises (a LED shines), whichever
/// voltage that takes on the board.
template <class Pin>
concept OutputPin = requires(Pin pin, bool is_on) {
  pin.on();
  pin.off();
  pin.toggle();
  pin.value(is_on);
  { pin.value() } -> std::same_as<bool>;
};

/// A digital input: true is the higher voltage.
template <class Pin>
concept InputPin = requires(Pin pin) {
  { pin.value() } -> std::same_as<bool>;
};

enum class Edge : std::uint8_t { none = 0, rising = 1, falling = 2, both = 3 };

constexpr bool includes(Edge edges, Edge edge) noexcept {
  return (static_cast<unsigned>(edges) & static_cast<unsigned>(edge)) != 0;
}

/// Called in the interrupt: it may set a ThreadSafeFlag, and not much else.
using PinHandler = void (*)(void* argument);

/// An input whose edges interrupt. `irq` replaces what was set before; Edge::none ends it. An edge
/// may be reported more than once, and fast edges together as one: read `value`.
template <class Pin>
concept InterruptPin =
    InputPin<Pin> && requires(Pin pin, Edge edges, PinHandler handler, void* argument) {
      pin.irq(edges, handler, argument);
    };

}  // namespace uasyncio::machine
