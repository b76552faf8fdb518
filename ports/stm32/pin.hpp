// SPDX-License-Identifier: MIT
// Pins of the STM32F405. Set up at their first use; objects of a few bytes, best in a board header.
#pragma once

#include "uasyncio/machine/pin.hpp"

#include "ports/bare_metal/require_pin.hpp"

#include <cstddef>
#include <cstdint>

namespace uasyncio::stm32 {

enum class GpioPort : std::uint8_t { a, b, c, d, e, f, g, h, i };

/// Of the largest package.
constexpr bool is_pin(GpioPort port, std::uint8_t number) noexcept {
  return port <= GpioPort::i && number < (port == GpioPort::i ? 12 : 16);
}

/// A push-pull output; on is high. QEMU has no GPIO of this chip: there the pin remembers what was
/// written, and nobody else sees it.
class OutputPin {
 public:
  constexpr OutputPin(GpioPort port, std::uint8_t number) noexcept : port_(port), number_(number) {
    bare_metal::require_pin(is_pin(port, number));
  }

  void on() noexcept { value(true); }
  void off() noexcept { value(false); }
  void toggle() noexcept { value(!value()); }
  void value(bool is_on) noexcept;
  bool value() const noexcept { return is_on_; }

 private:
  void prepare() noexcept;

  GpioPort port_;
  std::uint8_t number_;
  bool is_ready_ = false;
  bool is_on_ = false;
};

/// An input with a pull-up. EXTI has one line for each number: of PA3, PB3, PC3 ... one at a time
/// can interrupt; `irq` of a second one gives EBUSY. In QEMU, which has EXTI but no GPIO, `value`
/// is known only while `irq` is set, from the edges that came: high at first.
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

}  // namespace uasyncio::stm32
