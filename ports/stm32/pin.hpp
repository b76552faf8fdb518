// Pins of the STM32F405. Set up at their first use; objects of a few bytes, best in a board header.
#pragma once

#include "uasyncio/machine/pin.hpp"

#include <cstdint>

namespace uasyncio::stm32 {

enum class GpioPort : std::uint8_t { a, b, c, d };

/// A push-pull output; on is high. QEMU has no GPIO of this chip: there the pin remembers what was
/// written, and nobody else sees it.
class OutputPin {
 public:
  constexpr OutputPin(GpioPort port, std::uint8_t number) noexcept : port_(port), number_(number) {}

  void on() noexcept { value(true); }
  void off() noexcept { value(false); }
  void toggle() noexcept { value(!value()); }
  void value(bool is_on) noexcept;
  bool value() const noexcept { return is_on_; }

 private:
  GpioPort port_;
  std::uint8_t number_;
  bool is_ready_ = false;
  bool is_on_ = false;
};

/// An input with a pull-up on one of the lines 0 to 4 of EXTI, which interrupt one by one. At most
/// one pin per number. In QEMU, which has EXTI but no GPIO, `value` is known only while `irq` is
/// set, from the edges that came: high at first.
class InterruptPin {
 public:
  constexpr InterruptPin(GpioPort port, std::uint8_t number) noexcept
      : port_(port), number_(number) {}

  bool value() noexcept;
  void irq(machine::Edge edges, machine::PinHandler handler, void* argument) noexcept;

 private:
  void prepare() noexcept;

  GpioPort port_;
  std::uint8_t number_;
  bool is_ready_ = false;
};

}  // namespace uasyncio::stm32
