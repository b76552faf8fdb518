// SPDX-License-Identifier: MIT
// LcdPins: a display on six pins, of which it needs four for the data. R/W is wired to ground.
#pragma once

#include "uasyncio/drivers/lcd.hpp"
#include "uasyncio/machine/delay.hpp"
#include "uasyncio/machine/pin.hpp"

namespace uasyncio {

namespace detail {
/// The lowest bit to the first pin.
template <class... Pins>
void put_nibble(unsigned nibble, Pins&... pins) noexcept {
  (..., (pins.value((nibble & 1) != 0), nibble >>= 1));
}
}  // namespace detail

/// `LcdPins bus(rs, e, d4, d5, d6, d7);` in the order of the original's pin list. `value(true)` of
/// each pin must be the higher voltage. The pins must outlive it.
template <machine::OutputPin Rs, machine::OutputPin E, machine::OutputPin D4, machine::OutputPin D5,
          machine::OutputPin D6, machine::OutputPin D7>
class LcdPins final : public LcdNibbles {
 public:
  LcdPins(Rs& rs, E& e, D4& d4, D5& d5, D6& d6, D7& d7) noexcept
      : rs_(rs), e_(e), d4_(d4), d5_(d5), d6_(d6), d7_(d7) {
    e_.value(false);
  }

  /// Takes 2 us: E is high for one, and low for the next (the data sheet asks for 450 ns, and for
  /// 1000 ns from one to the next).
  void send_nibble(bool is_data, std::uint8_t nibble) noexcept override {
    rs_.value(is_data);
    detail::put_nibble(nibble, d4_, d5_, d6_, d7_);
    e_.value(true);
    machine::delay_us(1);
    e_.value(false);
    machine::delay_us(1);
  }

 private:
  Rs& rs_;
  E& e_;
  D4& d4_;
  D5& d5_;
  D6& d6_;
  D7& d7_;
};

}  // namespace uasyncio
