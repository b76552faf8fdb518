// SPDX-License-Identifier: MIT
// Pins of the RP2040. Set up at their first use; objects of a few bytes, best in a board header.
#pragma once

#include "uasyncio/machine/pin.hpp"

#include "ports/bare_metal/require_pin.hpp"

#include <cstddef>
#include <cstdint>

namespace uasyncio::rp2040 {

constexpr bool is_pin(std::uint8_t number) noexcept { return number <= 29; }

/// A push-pull output; on is high.
class OutputPin {
 public:
  constexpr explicit OutputPin(std::uint8_t number) noexcept : number_(number) {
    bare_metal::require_pin(is_pin(number));
  }

  void on() noexcept { value(true); }
  void off() noexcept { value(false); }
  void toggle() noexcept { value(!value()); }
  void value(bool is_on) noexcept;
  bool value() const noexcept;

 private:
  std::uint8_t number_;
  bool is_ready_ = false;
};

/// An input with a pull-up. Every pin can interrupt.
class InterruptPin {
 public:
  constexpr explicit InterruptPin(std::uint8_t number) noexcept : number_(number) {
    bare_metal::require_pin(is_pin(number));
  }

  bool value() noexcept;
  [[nodiscard("it may be refused")]] Error irq(machine::Edge edges, machine::PinHandler handler,
                                               void* argument) noexcept;
  void irq(std::nullptr_t) noexcept { (void)irq(machine::Edge::none, nullptr, nullptr); }

 private:
  void prepare() noexcept;

  std::uint8_t number_;
  bool is_ready_ = false;
};

/// A pin that pulls its line low or lets it go, with a pull-up.
class OpenDrainPin {
 public:
  constexpr explicit OpenDrainPin(std::uint8_t number) noexcept : number_(number) {
    bare_metal::require_pin(is_pin(number));
  }

  void value(bool is_released) noexcept;
  bool value() noexcept;

 private:
  void prepare() noexcept;

  std::uint8_t number_;
  bool is_ready_ = false;
};

}  // namespace uasyncio::rp2040
