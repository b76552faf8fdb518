// SPDX-License-Identifier: MIT
// AADC: waits until an analogue value leaves a range. docs/drivers/aadc.md shows use.
#pragma once

#include "uasyncio/drivers/adc_range.hpp"
#include "uasyncio/machine/adc.hpp"
#include "uasyncio/sync/event.hpp"
#include "uasyncio/threadsafe/alarm.hpp"

namespace uasyncio {

struct AadcOptions {
  std::uint16_t period_ms = 10;  // between two looks, while somebody waits; without comparator; 0
                                 // is 1
  std::uint16_t hysteresis = 0;  // beyond the range by so much, against noise
};

/// What an AADC is, whatever its converter. For the tasks and the plain code of one loop.
class AadcBase : protected Alarm {
 public:
  AadcBase(const AadcBase&) = delete;
  AadcBase& operator=(const AadcBase&) = delete;

  /// `false`: from now on a wait, also one that goes on, ends when the value is in the range, not
  /// when it is out of it.
  void sense(bool normal) noexcept {
    range_.sense(normal);
    const bool is_watched = watch_ != nullptr && left_.has_waiters();
    if (is_watched) ring();  // what the comparator watches is of before
  }
  /// Converts; with `last`, or if the conversion fails (see `error`), gives what was read last.
  std::uint16_t read_u16(bool last = false) noexcept {
    if (!last) (void)convert();
    return range_.last();
  }
  /// Why the last conversion failed; none if it did not.
  const Error& error() const noexcept { return error_; }
  /// How long ago the last value was read.
  std::uint64_t age_us() const noexcept { return to_microseconds(Alarm::now() - read_at_); }

  class [[nodiscard("co_await it: without that nobody waits")]] Wait : public Event::Wait {
   public:
    explicit Wait(AadcBase& adc) noexcept : Event::Wait(adc.left_), adc_(&adc) {}
    std::uint16_t await_resume() const noexcept { return adc_->range_.last(); }

   private:
    AadcBase* adc_;
  };
  /// Suspends until the value is out of the range, and gives it; at once if it is now. For one
  /// task. Cancelling leaves no trace. A converter that fails is asked again at the next look.
  [[nodiscard("co_await it: without that nobody waits")]]
  Wait operator()() noexcept {
    look();
    return Wait(*this);
  }
  /// The same, and from now on the range is the last value that was read +- `delta`, both included.
  [[nodiscard("co_await it: without that nobody waits")]]
  Wait operator()(int delta) noexcept {
    range_.around_last(delta);
    return (*this)();
  }
  /// The same, and from now on the range is from `low` to `high`, both included.
  [[nodiscard("co_await it: without that nobody waits")]]
  Wait operator()(int low, int high) noexcept {
    range_.set(low, high);
    return (*this)();
  }

 protected:
  using Read = machine::Sample (*)(AadcBase&) noexcept;
  using Watch = void (*)(AadcBase&) noexcept;
  AadcBase(Read read, Watch watch, const AadcOptions& options) noexcept
      : Alarm(&AadcBase::on_alarm),
        read_(read),
        watch_(watch),
        range_(options.hysteresis),
        period_ms_(options.period_ms == 0 ? 1 : options.period_ms) {}
  ~AadcBase() { stop(); }
  machine::AdcWindow quiet() const noexcept { return range_.quiet(); }
  static void on_comparator(void* adc) noexcept { static_cast<AadcBase*>(adc)->ring(); }

 private:
  static void on_alarm(Alarm& alarm, Cause cause) noexcept;
  bool convert() noexcept;
  void look() noexcept;

  Read read_;
  Watch watch_;  // null: there is no comparator
  AdcRange range_;
  Event left_{"AADC"};
  Error error_;
  Instant read_at_{};
  std::uint16_t period_ms_;
};

/// `AADC a(adc);` and `co_await a(2000)`: until the value has moved by more than 2000. It reads the
/// converter each `period_ms` while somebody waits, and not otherwise; one with a comparator
/// (machine::WatchingADC) when that interrupts, and each `period_ms` only while it fails. The
/// converter must outlive it; not movable.
template <machine::ADC Converter>
class AADC : public AadcBase {
 public:
  explicit AADC(Converter& adc, AadcOptions options = {}) noexcept
      : AadcBase(&read, watch_of_converter(), options), adc_(adc) {}
  ~AADC() {
    if constexpr (machine::WatchingADC<Converter>) adc_.watch(nullptr);
  }

 private:
  static constexpr AadcBase::Watch watch_of_converter() noexcept {
    if constexpr (machine::WatchingADC<Converter>) {
      return [](AadcBase& base) noexcept {
        auto& self = static_cast<AADC&>(base);
        self.adc_.watch(self.quiet(), &AadcBase::on_comparator, &base);
      };
    } else {
      return nullptr;
    }
  }
  static machine::Sample read(AadcBase& base) noexcept {
    return static_cast<AADC&>(base).adc_.read_u16();
  }

  Converter& adc_;
};

}  // namespace uasyncio
