// SPDX-License-Identifier: MIT
// An I2C controller without hardware, byte by byte: what a port's looks like to the bus.
#pragma once

#include "uasyncio/machine/i2c.hpp"
#include "uasyncio/testing/bit_time.hpp"
#include "uasyncio/testing/i2c_target.hpp"
#include "uasyncio/threadsafe/alarm.hpp"

#include <cstdint>

namespace uasyncio::testing {

/// For every board; no heap. Its devices hear whole bytes, each of which takes its time. A device
/// that is left in the middle of a byte that it sends holds SDA for five clocks. From tasks and
/// plain code of one loop; nothing suspends.
class I2CController : Alarm {
 public:
  /// Of so many bits a second, at least 1.
  explicit I2CController(std::uint32_t frequency = 100'000) noexcept
      : Alarm(&I2CController::on_alarm), byte_us_(bit_time_us(9, frequency)) {}
  I2CController(const I2CController&) = delete;
  I2CController& operator=(const I2CController&) = delete;

  /// From here on the device hangs on it.
  void attach(I2CTarget& target) noexcept { targets_.attach(target); }

  /// What the bus uses: machine::I2CController and I2CLines.
  void begin(machine::I2CTransfer& transfer) noexcept;
  machine::Abort abort() noexcept;
  void drive(machine::I2CLevels released) noexcept;
  machine::I2CLevels levels() const noexcept;

  // How it misbehaves.
  /// An abort answers `later`: the byte under way goes on, and then `done` is called.
  void abort_later(bool is_later) noexcept { aborts_later_ = is_later; }
  /// The next `transfers` are lost to another controller.
  void lose(unsigned transfers) noexcept { loses_ = transfers; }

  /// How many transactions have begun; how many STOPs there were.
  unsigned begins() const noexcept { return begins_; }
  unsigned stops() const noexcept { return stops_; }

 private:
  enum class Phase : std::uint8_t { idle, address, out, in };

  static void on_alarm(Alarm& alarm, Cause cause) noexcept;
  void byte() noexcept;
  void next(Phase phase) noexcept;
  void end(machine::I2CStatus status) noexcept;
  void send_stop() noexcept;

  I2CTargets targets_;
  machine::I2CTransfer* transfer_ = nullptr;
  std::uint32_t byte_us_;
  unsigned loses_ = 0;
  unsigned begins_ = 0;
  unsigned stops_ = 0;
  Phase phase_ = Phase::idle;
  bool reads_ = false;
  bool aborts_later_ = false;
  bool is_aborted_ = false;  // nobody waits for what it still does
  machine::I2CLevels released_{true, true};
};

static_assert(machine::I2CController<I2CController> && machine::I2CLines<I2CController>);

}  // namespace uasyncio::testing
