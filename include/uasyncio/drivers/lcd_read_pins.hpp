// SPDX-License-Identifier: MIT
// LcdReadPins: a display on seven pins. R/W is the seventh, so that it is asked whether it is done,
// and whether it is there at all.
#pragma once

#include "uasyncio/drivers/lcd.hpp"
#include "uasyncio/drivers/lcd_pins.hpp"
#include "uasyncio/machine/delay.hpp"
#include "uasyncio/machine/pin.hpp"

namespace uasyncio {

/// A bus that sends at once and can be asked. The display is sent the next byte when it says that
/// it has done the last one, at the place where that belongs. One that does not say so, because it
/// is absent, hangs, or has lost a half of a byte or its power, is told by `lcd.error()` and set up
/// anew after 100 ms, until it is well: OSError ETIMEDOUT if it is busy for ever, as one that is
/// absent is where a resistor pulls D7 up; OSError EIO if its place is wrong.
class LcdReadNibbles : public LcdNibbles {
 public:
  /// The busy flag, bit 7, and the place, in two halves. In at most 20 us. Called by `run`, in the
  /// loop's thread.
  virtual std::uint8_t read() noexcept = 0;

 protected:
  ~LcdReadNibbles() = default;

 private:
  Coro<> run(LcdBase& lcd) final;
};

/// `LcdReadPins bus(rs, rw, e, d4, d5, d6, d7);`. The data pins pull low or let go, and resistors
/// pull them up, within a microsecond. `value(true)` of each pin must be the higher voltage. The
/// pins must outlive it.
template <machine::OutputPin Rs, machine::OutputPin Rw, machine::OutputPin E,
          machine::OpenDrainPin D4, machine::OpenDrainPin D5, machine::OpenDrainPin D6,
          machine::OpenDrainPin D7>
class LcdReadPins final : public LcdReadNibbles {
 public:
  LcdReadPins(Rs& rs, Rw& rw, E& e, D4& d4, D5& d5, D6& d6, D7& d7) noexcept
      : rs_(rs), rw_(rw), e_(e), d4_(d4), d5_(d5), d6_(d6), d7_(d7) {
    e_.value(false);
    rw_.value(false);
  }

  /// Takes 2 us, as that of LcdPins.
  void send_nibble(bool is_data, std::uint8_t nibble) noexcept override {
    rs_.value(is_data);
    detail::put_nibble(nibble, d4_, d5_, d6_, d7_);
    (void)pulse();
  }

  /// Takes 4 us.
  std::uint8_t read() noexcept override {
    detail::put_nibble(0xF, d4_, d5_, d6_, d7_);
    rs_.value(false);
    rw_.value(true);
    const unsigned high = pulse();
    const unsigned low = pulse();
    rw_.value(false);
    return static_cast<std::uint8_t>(high << 4 | low);
  }

 private:
  /// What the data pins were while E was high.
  unsigned pulse() noexcept {
    e_.value(true);
    machine::delay_us(1);
    const unsigned nibble = (d4_.value() ? 1u : 0) | (d5_.value() ? 2u : 0) |
                            (d6_.value() ? 4u : 0) | (d7_.value() ? 8u : 0);
    e_.value(false);
    machine::delay_us(1);
    return nibble;
  }

  Rs& rs_;
  Rw& rw_;
  E& e_;
  D4& d4_;
  D5& d5_;
  D6& d6_;
  D7& d7_;
};

}  // namespace uasyncio
