// SPDX-License-Identifier: MIT
// Pins of the LM3S6965. Set up at their first use; objects of a few bytes, best in a board header.
#pragma once

#include "uasyncio/machine/pin.hpp"

#include "ports/bare_metal/require_pin.hpp"

#include <cstddef>
#include <cstdint>

namespace uasyncio::lm3s {

enum class GpioPort : std::uint8_t { a, b, c, d, e, f, g };

/// PB7 and PC0 to PC3 belong to the debugger (JTAG) and are locked (datasheet, 8.3).
constexpr bool is_pin(GpioPort port, std::uint8_t number) noexcept {
  constexpr std::uint8_t pins[] = {0xFF, 0x7F, 0xF0, 0xFF, 0x0F, 0x0F, 0x03};
  const auto index = static_cast<std::size_t>(port);
  return index < sizeof pins && number < 8 && (pins[index] >> number & 1) != 0;
}

/// A push-pull output; on is high.
class OutputPin {
 public:
  constexpr OutputPin(GpioPort port, std::uint8_t number) noexcept : port_(port), number_(number) {
    bare_metal::require_pin(is_pin(port, number));
  }

  void on() noexcept { value(true); }
  void off() noexcept { value(false); }
  void toggle() noexcept { value(!value()); }
  void value(bool is_on) noexcept;
  bool value() noexcept;

 private:
  GpioPort port_;
  std::uint8_t number_;
  bool is_ready_ = false;
};

/// An input with a pull-up. Every pin of every port can interrupt.
class InterruptPin {
 public:
  constexpr InterruptPin(GpioPort port, std::uint8_t number) noexcept
      : port_(port), number_(number) {
    bare_metal::require_pin(is_pin(port, number));
  }

  bool value() noexcept;
  [[nodiscard("it may be refused")]] Error irq(machine::Edge edges, machine::PinHandler handler,
                                               void* argument) noexcept;
  void irq(std::nullptr_t) noexcept { (void)irq(machine::Edge::none, nullptr, nullptr); }

 private:
  void prepare() noexcept;

  GpioPort port_;
  std::uint8_t number_;
  bool is_ready_ = false;
};

}  // namespace uasyncio::lm3s
