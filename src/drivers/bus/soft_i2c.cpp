// SPDX-License-Identifier: MIT
// I2C on two pins, moved by the loop. A step takes about 20 us, or a part of a clock if that is
// longer, and then lets others run; that is allowed, because a bus without a clock edge just waits.
#include "uasyncio/drivers/bus/soft_i2c.hpp"

#include "uasyncio/machine/delay.hpp"

#include <algorithm>

namespace uasyncio {
namespace {

using machine::Abort;
using machine::delay_us;
using machine::I2CStatus;
using Cell = I2CBits::Cell;

constexpr std::uint32_t half_clocks_a_second = 500'000;  // of one microsecond each
constexpr std::uint32_t lowest_frequency = 8;            // its half clock fits in 16 bits
constexpr unsigned step_us = 20;
constexpr std::uint16_t longest_delay_us = 8;  // a clock has up to three
constexpr Duration stretch_look = from_microseconds(50);

constexpr std::uint16_t half_clock_us_of(std::uint32_t frequency) noexcept {
  const std::uint32_t nearest = std::clamp(frequency, lowest_frequency, half_clocks_a_second);
  return static_cast<std::uint16_t>(half_clocks_a_second / nearest);
}

}  // namespace

SoftI2CBase::SoftI2CBase(const Functions& functions, std::uint32_t frequency) noexcept
    : Alarm(&SoftI2CBase::on_alarm),
      functions_(functions),
      half_clock_us_(half_clock_us_of(frequency)),
      clocks_in_a_step_(static_cast<std::uint8_t>(
          half_clock_us_ * 2u >= step_us ? 1u : step_us / (half_clock_us_ * 2u))) {}

void SoftI2CBase::begin(machine::I2CTransfer& transfer) noexcept {
  transfer_ = &transfer;
  bits_.begin(transfer);
  drive({true, true});
  sda_ = true;
  part_ = Part::held;  // the clock of the first START needs no edge
  const machine::I2CLevels now = levels();
  if (now.scl && now.sda) {
    ring();
  } else {
    end(I2CStatus::busy);
  }
}

Abort SoftI2CBase::abort() noexcept {
  if (transfer_ != nullptr) drive({true, true});
  transfer_ = nullptr;
  ring_at(never);
  return Abort::now;
}

void SoftI2CBase::end(I2CStatus status) noexcept {
  drive({true, true});
  machine::I2CTransfer* const transfer = transfer_;
  transfer_ = nullptr;
  transfer->done(status);
}

void SoftI2CBase::on_alarm(Alarm& alarm, Cause) noexcept {
  auto& self = static_cast<SoftI2CBase&>(alarm);
  for (unsigned n = 0; n != self.clocks_in_a_step_; ++n) {
    if (self.transfer_ == nullptr || !self.clock()) return;
  }
  self.ring();
}

/// Short ones at once. False if it will be over when the alarm comes.
bool SoftI2CBase::rest_half_clock() noexcept {
  if (half_clock_us_ <= longest_delay_us) {
    delay_us(half_clock_us_);
    return true;
  }
  ring_at(Alarm::now() + from_microseconds(half_clock_us_));
  return false;
}

/// False if it is not over, for it is time to rest or a device holds SCL; or if it was the last
/// one.
bool SoftI2CBase::clock() noexcept {
  switch (part_) {
    case Part::fall:
      drive({false, sda_});
      sda_ = bits_.sda();
      drive({false, sda_});
      part_ = Part::rise;
      if (!rest_half_clock()) return false;
      [[fallthrough]];
    case Part::rise:
      drive({true, sda_});
      part_ = Part::held;
      [[fallthrough]];
    case Part::held:
      if (!levels().scl) {
        ring_at(Alarm::now() + stretch_look);
        return false;
      }
      part_ = Part::sample;
      if (!rest_half_clock()) return false;
      [[fallthrough]];
    case Part::sample:
      part_ = Part::end;
      if (!take_sample()) return false;
      [[fallthrough]];
    case Part::end: part_ = Part::fall;
  }
  if (bits_.take(sample_)) return true;
  end(bits_.status());
  return false;
}

/// A START or a STOP is a change of SDA while SCL is high, and takes its time.
bool SoftI2CBase::take_sample() noexcept {
  sample_ = levels().sda;
  const Cell cell = bits_.cell();
  if (cell == Cell::bit) return true;
  sda_ = cell == Cell::stop;
  if (sda_ || sample_) drive({true, sda_});
  return rest_half_clock();
}

}  // namespace uasyncio
