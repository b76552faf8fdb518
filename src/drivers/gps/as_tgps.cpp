// SPDX-License-Identifier: MIT
// A GPS receiver with a pulse. The interrupt stamps an edge and rings; the loop gives the stamps to
// the clock, as it does with the sentences, and publishes what the clock makes of them. So all who
// ask for the time, interrupts too, read a few words that are whole, and the rest has no locks.
#include "uasyncio/drivers/gps/as_tgps.hpp"

#include "uasyncio/drivers/saturating_count.hpp"

#include <limits>

namespace uasyncio {
namespace {

constexpr std::int64_t second_us = UtcInstant::us_per_second;
constexpr std::int64_t us_per_day = 86'400 * second_us;

struct DayTime {
  std::int32_t seconds = -1;  // since midnight; -1: not known
  std::int32_t us = 0;
  bool is_leap_second = false;  // the one behind `seconds`
};

DayTime day_time(const PulseMark& pulse, Time instant, std::int32_t offset_s) noexcept {
  if (!pulse.knows(instant)) return {};
  const UtcInstant utc = pulse.at(instant);
  const std::int64_t us = utc.us + (offset_s - (utc.is_leap_second ? 1 : 0)) * second_us;
  const std::int64_t of_day = us - us / us_per_day * us_per_day;
  const auto seconds = static_cast<std::int32_t>(of_day / second_us);
  return {seconds, static_cast<std::int32_t>(of_day - seconds * second_us), utc.is_leap_second};
}

}  // namespace

void PulseTimer::began(Error error) noexcept {
  pin_error_ = error;
  if (pin_error_) complain("a GPS timer does not work: its pin cannot interrupt");
}

// --- From the interrupt to the clock ------------------------------------------------------------

void PulseTimer::on_edge(Time when) noexcept {
  {
    const ExclusiveSection section(exclusion_);
    if (waiting_ != places) {
      edges_[waiting_++] = when;
    } else {
      detail::count(lost_pulses_);
    }
  }
  ring();
}

void PulseTimer::on_alarm(Alarm& alarm, Cause) noexcept {
  static_cast<PulseTimer&>(alarm).take_pulses();
}

void PulseTimer::take_pulses() noexcept {
  std::array<Time, places> edges;
  std::uint8_t count = 0;
  {
    const ExclusiveSection section(exclusion_);
    edges = edges_;
    count = waiting_;
    waiting_ = 0;
  }
  for (std::uint8_t n = 0; n != count; ++n) {
    if (!clock_.pulse(edges[n])) continue;
    publish();
    news_.set();
    news_.clear();
    action_.launch();
  }
}

void PulseTimer::label(const GpsState& gps) noexcept {
  take_pulses();
  const std::int64_t utc_s = gps.utc_ms() / 1'000;
  if (utc_s * 1'000 != gps.utc_ms()) return;  // a receiver that is asked for more than one a second
  clock_.label(utc_s, gps.utc_is_leap_second(), gps.arrival());
  publish();
  if (clock_.mark().is_proven) known_.set();
}

void PulseTimer::publish() noexcept {
  const ExclusiveSection section(exclusion_);
  mark_ = clock_.mark();
}

PulseMark PulseTimer::mark() const noexcept {
  const ExclusiveSection section(exclusion_);
  return mark_;
}

// --- What time it is ----------------------------------------------------------------------------

bool PulseTimer::is_ready() const noexcept { return mark().knows(loop_time()); }

std::int64_t PulseTimer::utc_us(Time instant) const noexcept {
  const PulseMark pulse = mark();
  return pulse.knows(instant) ? pulse.at(instant).us : 0;
}

std::int32_t PulseTimer::get_ms() const noexcept {
  const DayTime time = day_time(mark(), loop_time(), local_offset_s_);
  if (time.seconds < 0) return -1;
  return (time.seconds + (time.is_leap_second ? 1 : 0)) * 1'000 + time.us / 1'000;
}

TimeSplit PulseTimer::get_t_split() const noexcept {
  const DayTime time = day_time(mark(), loop_time(), local_offset_s_);
  if (time.seconds < 0) return {};
  const int seconds = time.seconds % 60 + (time.is_leap_second ? 1 : 0);
  return {static_cast<std::uint8_t>(time.seconds / 3'600),
          static_cast<std::uint8_t>(time.seconds / 60 % 60), static_cast<std::uint8_t>(seconds),
          static_cast<std::uint32_t>(time.us)};
}

std::uint16_t PulseTimer::lost_pulses() const noexcept {
  const ExclusiveSection section(exclusion_);
  return lost_pulses_;
}

std::int32_t PulseTimer::time_since_pulse() const noexcept {
  if (clock_.counters().pulses == 0) return -1;
  constexpr Time most = std::numeric_limits<std::int32_t>::max();
  const Time age = (loop_time() - clock_.mark().when) / microseconds_per_millisecond;
  return static_cast<std::int32_t>(age < most ? age : most);
}

Coro<> PulseTimer::ready() {
  while (!is_ready()) {
    known_.clear();
    co_await known_.wait();
  }
}

/// From the first pulse of an unbroken row of numbers to the newest one.
Coro<std::int32_t> PulseTimer::calibrate(int minutes) {
  if (minutes < 1) co_await fail(Error::value("calibrate: at least one minute"));
  std::int64_t first = 0;
  std::int64_t last = std::numeric_limits<std::int64_t>::max();
  Time begin = 0;
  for (;;) {
    co_await news_.wait();
    const std::int64_t number = clock_.number();
    const Time when = clock_.mark().when;
    if (number <= last) {
      first = number;
      begin = when;
    }
    last = number;
    const std::int64_t seconds = number - first;
    if (seconds < std::int64_t{minutes} * 60) continue;
    const auto length = static_cast<std::int64_t>(when - begin);
    co_return static_cast<std::int32_t>((length - seconds * second_us) * 1'000 / seconds);
  }
}

}  // namespace uasyncio
