// SPDX-License-Identifier: MIT
// Pins of the nRF51. Objects of a few bytes, best in a board header.
#pragma once

#include "uasyncio/machine/pin.hpp"

#include "ports/bare_metal/require_pin.hpp"

#include <cstddef>
#include <cstdint>

namespace uasyncio::nrf {

constexpr bool is_pin(std::uint8_t number) noexcept { return number <= 30; }

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
};

/// A LED of a matrix: shines while its row is high and its column low. Its column stays low for
/// good, so the LEDs used must share one column.
class MatrixLed {
 public:
  constexpr MatrixLed(std::uint8_t row, std::uint8_t column) noexcept
      : row_(row), column_(column) {}

  void on() noexcept { value(true); }
  void off() noexcept { value(false); }
  void toggle() noexcept { value(!value()); }
  void value(bool is_on) noexcept {
    column_.off();
    row_.value(is_on);
  }
  bool value() const noexcept { return row_.value(); }

 private:
  OutputPin row_;
  OutputPin column_;
};

/// An input with a pull-up. `most_interrupt_pins` can interrupt at a time, as many as GPIOTE has
/// channels; `irq` of one more gives EBUSY.
///
/// On silicon through GPIOTE. QEMU 7.2 has no GPIOTE, and nothing else there turns a level into an
/// interrupt: there TIMER1 samples the pins every 10 ms, as long as any `irq` is set.
class InterruptPin {
 public:
  constexpr explicit InterruptPin(std::uint8_t number) noexcept : number_(number) {
    bare_metal::require_pin(is_pin(number));
  }

  bool value() const noexcept;
  [[nodiscard("it may be refused")]] Error irq(machine::Edge edges, machine::PinHandler handler,
                                               void* argument) noexcept;
  void irq(std::nullptr_t) noexcept { (void)irq(machine::Edge::none, nullptr, nullptr); }

 private:
  std::uint8_t number_;
};

inline constexpr unsigned most_interrupt_pins = 4;

}  // namespace uasyncio::nrf
