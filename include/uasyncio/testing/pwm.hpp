// SPDX-License-Identifier: MIT
// A pin with pulses that a test looks at.
#pragma once

#include "uasyncio/machine/pwm.hpp"
#include "uasyncio/threadsafe/alarm.hpp"

namespace uasyncio::testing {

/// No heap, for every board. 1 Hz to 1 MHz; pulses begin when the frequency is set. From one
/// context at a time.
class Pwm {
 public:
  explicit Pwm(std::uint32_t hz = 1'000, std::uint16_t duty = 0) noexcept
      : hz_(hz), duty_(duty), since_(Alarm::now()) {}

  /// What a driver uses: machine::PWM.
  Error freq(std::uint32_t hz) noexcept {
    if (hz < 1 || hz > 1'000'000) return Error::value;
    hz_ = hz;
    since_ = Alarm::now();
    return Error::none;
  }
  std::uint32_t freq() const noexcept { return hz_; }
  void duty_u16(std::uint16_t duty) noexcept { duty_ = duty; }
  std::uint16_t duty_u16() const noexcept { return duty_; }
  void deinit() noexcept { duty_ = 0; }

  /// The level of the pin at this instant of the loop's clock.
  bool level() const noexcept {
    const std::uint64_t pulses_65536 =
        to_microseconds(Alarm::now() - since_) % 1'000'000 * hz_ * 65'536 / 1'000'000;
    return duty_ == 65'535 || pulses_65536 % 65'536 < duty_;
  }

 private:
  std::uint32_t hz_;
  std::uint16_t duty_;
  Instant since_;
};

static_assert(machine::PWM<Pwm>);

}  // namespace uasyncio::testing
