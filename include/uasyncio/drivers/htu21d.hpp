// SPDX-License-Identifier: MIT
// HTU21D: a sensor of temperature and humidity. docs/drivers/htu21d.md shows wiring and use.
#pragma once

#include "uasyncio/core/coro.hpp"
#include "uasyncio/drivers/bus/i2c.hpp"
#include "uasyncio/drivers/htu21d_script.hpp"
#include "uasyncio/sync/event.hpp"

#include <cstdint>
#include <limits>

namespace uasyncio {

struct Htu21dOptions {
  std::uint32_t read_delay_ms = 10'000;  // from the end of a reading to the next one
  std::uint8_t address = 0x40;
};

/// `HTU21D sensor(i2c);` and a task that runs `sensor.run()`; also for SHT20, SHT21, SHT25 and
/// Si7021. The values are those of the last good reading: `age_ms` says how old they are, `error`
/// why there is no newer one. The bus must outlive it; not movable. For the tasks and the plain
/// code of one loop.
class HTU21D {
 public:
  explicit HTU21D(I2C& i2c, Htu21dOptions options = {}) noexcept
      : i2c_(i2c), read_delay_ms_(options.read_delay_ms), script_(options.address) {}
  HTU21D(const HTU21D&) = delete;
  HTU21D& operator=(const HTU21D&) = delete;

  /// Reads, sleeps, and reads again, as long as it runs; a reading that failed is repeated after a
  /// second, or earlier if that is the delay. For a task of its own, which must not outlive the
  /// sensor: an OwnedTask. Ends by being cancelled, or when it is run again. MemoryError without
  /// room for its frame; it does not fail otherwise, see `error`.
  [[nodiscard("co_await it: without that nothing is read")]]
  Coro<> run();
  /// Reads once, in this task, which it suspends for up to 250 ms and the time of the bus. Fails as
  /// `error` says; with RuntimeError while `run` runs or another task reads, and with MemoryError
  /// if the pool is exhausted. Cancelled, the values and `error` stay those of the last reading.
  [[nodiscard("co_await it: without that nothing is read")]]
  Coro<> read();

  /// Waits for values; see `ready` and `next`.
  class [[nodiscard("co_await it: without that nobody waits")]] Wait : public Event::Wait {
   public:
    Wait(HTU21D& sensor, bool takes_old) noexcept
        : Event::Wait(sensor.has_read_), is_ready_(takes_old && sensor.read_at_ != never) {}
    bool await_ready() const noexcept { return is_ready_; }

   private:
    bool is_ready_;
  };
  /// Suspends until there are values; at once if there are. Waits on while nobody reads. Any number
  /// of tasks may. Cancelling leaves no trace. Never fails. From a task.
  [[nodiscard("co_await it: without that nobody waits")]]
  Wait ready() noexcept {
    return Wait(*this, true);
  }
  /// The same, but until the next good reading.
  [[nodiscard("co_await it: without that nobody waits")]]
  Wait next() noexcept {
    return Wait(*this, false);
  }

  /// In hundredths of a degree Celsius, -4000 to 12500; 0 before the first reading.
  std::int16_t temperature_centi_c() const noexcept { return script_.temperature_centi_c(); }
  /// In hundredths of a per cent, 0 to 10000; 0 before the first reading.
  std::uint16_t humidity_centi_percent() const noexcept { return script_.humidity_centi_percent(); }
  /// The same in degrees and per cent.
  float temperature() const noexcept { return static_cast<float>(temperature_centi_c()) / 100.0F; }
  float humidity() const noexcept { return static_cast<float>(humidity_centi_percent()) / 100.0F; }

  /// How long ago the values were read; `no_age` if never, or that long.
  std::uint32_t age_ms() const noexcept;
  static constexpr std::uint32_t no_age = std::numeric_limits<std::uint32_t>::max();
  /// Why the last reading failed; none if it did not. OSError ENODEV: nobody at the address; EIO:
  /// a byte was lost, or its check is wrong; ETIMEDOUT: no answer after 100 ms, or the bus's;
  /// EBUSY: the bus. ValueError: an answer that cannot be, from a bus that is stuck or another
  /// device.
  const Error& error() const noexcept { return script_.error(); }
  /// Whether the sensor had less than 2.25 V (a Si7021: 1.9) in the last reading: then its values
  /// are not worth much.
  bool is_supply_low() const noexcept { return script_.is_supply_low(); }

  /// From the next reading on; kept over a loss of power. None of these suspends.
  void resolution(Htu21dResolution resolution) noexcept { script_.resolution(resolution); }
  /// The heater dries the sensor, and falsifies what it reads.
  void heater(bool is_on) noexcept { script_.heater(is_on); }
  /// The next reading begins with a reset, as those after a failure do.
  void reset() noexcept { script_.reset(); }

 private:
  /// Lives in the frame of who reads.
  class Reader {
   public:
    explicit Reader(HTU21D& sensor) noexcept : sensor_(sensor) {
      sensor.reader_ = this;
      sensor.script_.begin();
    }
    ~Reader() {
      if (reads()) sensor_.reader_ = nullptr;
    }
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;
    bool reads() const noexcept { return sensor_.reader_ == this; }

   private:
    HTU21D& sensor_;
  };

  std::uint32_t pause_ms() noexcept;
  I2C::Transaction transaction() noexcept;
  void take(const Error& error) noexcept;

  I2C& i2c_;
  std::uint32_t read_delay_ms_;
  Instant read_at_ = never;
  Reader* reader_ = nullptr;
  Event has_read_{"HTU21D"};
  Htu21dScript script_;
};

}  // namespace uasyncio
