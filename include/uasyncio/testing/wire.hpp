// SPDX-License-Identifier: MIT
// A wire from the output of one board to the input of another.
#pragma once

#include "uasyncio/testing/chance.hpp"
#include "uasyncio/testing/pin.hpp"
#include "uasyncio/threadsafe/alarm.hpp"

#include <cstdint>

namespace uasyncio::testing {

/// Both pins: what is written is read, and interrupts who listens. For every board; no heap. From
/// tasks and plain code of one loop.
class Wire : public Pin, Alarm {
 public:
  /// Levels arrive after `delay_us`, at once if that is 0. In virtual time two drivers that answer
  /// each other without end need a delay: else no time passes.
  explicit Wire(bool level = false, std::uint32_t delay_us = 0, PinName name = "wire") noexcept
      : Pin(level, name), Alarm(&Wire::on_alarm), delay_us_(delay_us), written_(level) {}

  /// What who drives it uses: machine::OutputPin.
  void value(bool level) noexcept {
    written_ = level;
    if (delay_us_ == 0) {
      set(level);
    } else if (deadline() == never) {
      ring_at(Alarm::now() + from_microseconds(delay_us_));
    }
  }
  void on() noexcept { value(true); }
  void off() noexcept { value(false); }
  void toggle() noexcept { value(!written_); }

  /// What who reads it uses: machine::TimedPin.
  bool value() const noexcept {
    return Pin::value() != (noise_ != nullptr && noise_->one_in(every_));
  }

  /// From now on one in so many readings is wrong; none with nullptr. `noise` must outlive that.
  void disturb(Chance* noise, std::uint32_t every = 1) noexcept {
    noise_ = noise;
    every_ = every;
  }

 private:
  static void on_alarm(Alarm& alarm, Cause) noexcept {
    auto& wire = static_cast<Wire&>(alarm);
    wire.set(wire.written_);
  }

  Chance* noise_ = nullptr;
  std::uint32_t every_ = 1;
  std::uint32_t delay_us_;
  bool written_;
};

static_assert(machine::OutputPin<Wire> && machine::TimedPin<Wire>);

}  // namespace uasyncio::testing
