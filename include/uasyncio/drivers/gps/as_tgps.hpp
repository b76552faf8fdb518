// SPDX-License-Identifier: MIT
// GPS_Timer and GPS_RWTimer: receivers with a pulse at each second, for exact time.
// docs/drivers/gps.md shows wiring and use.
#pragma once

#include "uasyncio/drivers/action.hpp"
#include "uasyncio/drivers/edge.hpp"
#include "uasyncio/drivers/gps/as_rwgps.hpp"
#include "uasyncio/drivers/gps/pulse_clock.hpp"
#include "uasyncio/threadsafe/exclusive_section.hpp"

#include <array>
#include <cstdint>

namespace uasyncio {

/// Time of day: a leap second has 60 seconds.
struct TimeSplit {
  std::uint8_t hours = 0;
  std::uint8_t minutes = 0;
  std::uint8_t seconds = 0;
  std::uint32_t microseconds = 0;
};

/// What a GPS_Timer is beside a receiver: a clock of the time that its pulses and sentences prove,
/// for `schedule` too (a WallClock). Time is known from the third second with a fix on, and for 64
/// seconds after the last pulse: it runs on with the rate that was learned. What is not said to be
/// for everywhere is for the tasks of one loop.
class PulseTimer : protected Alarm {
 public:
  PulseTimer(const PulseTimer&) = delete;
  PulseTimer& operator=(const PulseTimer&) = delete;

  /// Suspends until the time is known; at once if it is. Waits for ever if that never comes: give
  /// it a time limit. Cancelling leaves no trace. From a task; MemoryError without room for its
  /// frame.
  [[nodiscard("co_await it: without that nobody waits")]]
  Coro<> ready();
  /// Whether the time is known. From everywhere, as the following four.
  bool is_ready() const noexcept;
  /// Microseconds since 1970, UTC; 0 if they are not known. They may step back, by what the pulse
  /// shows that the loop's clock was too fast.
  std::int64_t utc_us() const noexcept { return utc_us(loop_time()); }
  /// The same of an instant of the loop's clock, such as that of an interrupt, up to 64 seconds
  /// from the newest pulse.
  std::int64_t utc_us(Time instant) const noexcept;
  /// Milliseconds since midnight, by GpsOptions::local_offset_s; -1 if they are not known. A leap
  /// second has the 1,000 behind the day's last; by local time, behind its own minute.
  std::int32_t get_ms() const noexcept;
  /// The same in parts; all 0 if they are not known.
  TimeSplit get_t_split() const noexcept;
  /// What local time is ahead of UTC.
  std::int32_t offset_s(std::int64_t) const noexcept { return local_offset_s_; }

  class [[nodiscard("co_await it: without that nobody waits")]] NextPulse : public Event::Wait {
   public:
    explicit NextPulse(PulseTimer& timer) noexcept : Event::Wait(timer.news_), timer_(&timer) {}
    PulseMark await_resume() const noexcept { return timer_->mark(); }

   private:
    PulseTimer* timer_;
  };
  /// Suspends until the next pulse, and gives it: `utc_us` of it, if it `is_proven`. To set an RTC,
  /// say. Cancelling leaves no trace. Never fails. From a task.
  [[nodiscard("co_await it: without that nobody waits")]]
  NextPulse next_pulse() noexcept {
    return NextPulse(*this);
  }
  /// Launches `function(args...)` at each pulse, in the loop: it comes late if that is busy, but
  /// `utc_us` does not. nullptr: none.
  template <class Function, class... Args>
  void on_pulse(Function function, Args... args) noexcept {
    action_ = Action<>(function, args...);
  }
  void on_pulse(std::nullptr_t) noexcept { action_ = Action<>(); }

  /// By how many microseconds another clock, a WallClock, is ahead of this one. Only if it is
  /// ready; does not suspend.
  template <class Clock>
  std::int64_t delta(Clock& clock) const noexcept {
    const std::int64_t others = clock.utc_us();
    return others - utc_us();
  }
  /// Suspends for so many minutes of pulses, and gives how fast the loop's clock is, in parts per
  /// billion: within a minute to 35, if pulses are seen within 1 us. Begins anew if pulses are
  /// away for more than 64 seconds, and waits for ever if none comes. ValueError if it is less than
  /// a minute. Cancelling leaves no trace. From a task; MemoryError without room for its frame.
  [[nodiscard("co_await it: without that nothing is measured")]]
  Coro<std::int32_t> calibrate(int minutes = 5);
  /// The same as it is known now, to about 500; 0 before the second pulse.
  std::int32_t drift_ppb() const noexcept { return clock_.drift_ppb(); }

  /// Milliseconds since the newest pulse, -1 before the first one; saturates after 24 days.
  std::int32_t time_since_pulse() const noexcept;
  const PulseCounters& pulse_counters() const noexcept { return clock_.counters(); }
  /// Pulses that were forgotten because the loop was busy for five seconds.
  std::uint16_t lost_pulses() const noexcept;
  /// Why the pin does not interrupt, if it does not.
  const Error& pin_error() const noexcept { return pin_error_; }

 protected:
  explicit PulseTimer(const GpsOptions& options) noexcept
      : Alarm(&PulseTimer::on_alarm), local_offset_s_(options.local_offset_s) {}
  ~PulseTimer() = default;

  void began(Error error) noexcept;
  void end() noexcept { stop(); }
  void on_edge(Time when) noexcept;
  /// What the sentences of `gps` say about the pulses.
  void label(const GpsState& gps) noexcept;

 private:
  static Time loop_time() noexcept { return to_microseconds(Alarm::now()); }
  static constexpr std::uint8_t places = 4;

  static void on_alarm(Alarm& alarm, Cause cause) noexcept;
  void take_pulses() noexcept;
  void publish() noexcept;
  PulseMark mark() const noexcept;

  mutable Exclusion exclusion_;  // guards the following four
  PulseMark mark_;
  std::array<Time, places> edges_{};
  std::uint8_t waiting_ = 0;
  std::uint16_t lost_pulses_ = 0;

  PulseClock clock_;
  Event news_{"GPS pulse"};  // set and cleared at once
  Event known_{"GPS time"};
  Action<> action_;
  std::int32_t local_offset_s_;
  Error pin_error_;
};

namespace detail {

template <class Receiver, class Pin>
class TimerOf : public Receiver, public PulseTimer {
 public:
  template <class... Args>
  TimerOf(Pin& pin, const GpsOptions& options, Args... args) noexcept
      : Receiver(options, args...), PulseTimer(options), pin_(pin) {
    this->take_time = &label_pulses;
    this->began(pin_.irq(machine::Edge::rising, &on_edge_of_pin, this));
  }
  ~TimerOf() { close(); }

  /// The pin does not interrupt any more: the newest pulse is the last one. For good. From tasks
  /// and plain code of the loop.
  void close() noexcept {
    pin_.irq(nullptr);
    this->end();
  }

 private:
  static void label_pulses(AsGpsBase& gps) noexcept {
    auto& self = static_cast<TimerOf&>(gps);
    self.label(self);
  }
  static void on_edge_of_pin(void* argument) noexcept {
    auto& self = *static_cast<TimerOf*>(argument);
    self.on_edge(to_microseconds(time_of_edge(self.pin_)));
  }

  Pin& pin_;
};

}  // namespace detail

/// `GPS_Timer gps(pin, {.mask = ...}, callback, argument);` An AS_GPS whose pulse comes to a pin:
/// its rising edge is the second. The pin must outlive it; not movable.
template <machine::InterruptPin Pin, unsigned capacity = 48>
class GPS_Timer : public detail::TimerOf<AS_GPS<capacity>, Pin> {
 public:
  explicit GPS_Timer(Pin& pin, const GpsOptions& options = {},
                     AsGpsBase::FixCallback callback = nullptr, void* argument = nullptr) noexcept
      : detail::TimerOf<AS_GPS<capacity>, Pin>(pin, options, callback, argument) {}
};

/// As GPS_Timer, of a GPS.
template <machine::InterruptPin Pin, unsigned capacity = 48>
class GPS_RWTimer : public detail::TimerOf<GPS<capacity>, Pin> {
 public:
  explicit GPS_RWTimer(Pin& pin, const GpsOptions& options = {},
                       AsGpsBase::FixCallback callback = nullptr, void* argument = nullptr,
                       RwGpsBase::MessageCallback on_message = nullptr,
                       void* message_argument = nullptr) noexcept
      : detail::TimerOf<GPS<capacity>, Pin>(pin, options, callback, argument, on_message,
                                            message_argument) {}
};

}  // namespace uasyncio
