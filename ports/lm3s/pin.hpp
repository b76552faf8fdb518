// Pins of the LM3S6965. Set up at their first use; objects of a few bytes, best in a board header.
#pragma once

#include "uasyncio/machine/pin.hpp"

#include <cstdint>

namespace uasyncio::lm3s {

enum class GpioPort : std::uint8_t { a, b, c, d, e, f, g };

/// A push-pull output; on is high.
class OutputPin {
 public:
  constexpr OutputPin(GpioPort port, std::uint8_t number) noexcept : port_(port), number_(number) {}

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

/// An input with a pull-up that can interrupt. At most one per port uses `irq`, of ports A and F
/// (the vector table of the others is free for the program).
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

}  // namespace uasyncio::lm3s
