// SPDX-License-Identifier: MIT
// Encoder: a rotary knob on two pins, or a motor's encoder on a counter of the hardware.
// docs/drivers/encoder.md shows wiring and use.
#pragma once

#include "uasyncio/drivers/action.hpp"
#include "uasyncio/drivers/quadrature.hpp"
#include "uasyncio/machine/pin.hpp"
#include "uasyncio/machine/quadrature_counter.hpp"
#include "uasyncio/sync/event.hpp"
#include "uasyncio/threadsafe/alarm.hpp"

#include <cstdint>
#include <type_traits>
#include <utility>

namespace uasyncio {

/// What an Encoder is, whatever counts its steps. For the tasks and the plain code of one loop.
class EncoderBase : protected Alarm {
 public:
  EncoderBase(const EncoderBase&) = delete;
  EncoderBase& operator=(const EncoderBase&) = delete;

  /// The value as it was last told.
  int value() const noexcept { return value_.value(); }
  /// How many times two steps came before one was served, see Quadrature; 0 with a counter.
  std::uint32_t lost() const noexcept { return steps_.lost(); }
  /// Error::value if the options contradict each other; or why a pin or the counter does not
  /// interrupt: then the other pin does not either. Error::runtime: a counter without interrupts
  /// needs its loop.
  const Error& error() const noexcept { return error_; }

  class [[nodiscard("co_await it: without that nobody waits")]] Next : public Event::Wait {
   public:
    explicit Next(EncoderBase& encoder) noexcept
        : Event::Wait(encoder.moved_), encoder_(&encoder) {}
    int await_resume() const noexcept {
      encoder_->moved_.clear();
      return encoder_->value();
    }

   private:
    EncoderBase* encoder_;
  };
  /// Suspends until the value has changed since the last `next`, and gives it; at once if it has.
  /// From one task. Cancelling leaves no trace. Never fails; see `error`.
  [[nodiscard("co_await it: without that nobody waits")]]
  Next next() noexcept {
    return Next(*this);
  }

 protected:
  EncoderBase(bool x, bool y, const EncoderOptions& options, Action<int, int> action) noexcept;
  /// Of a counter, which the answer reads.
  EncoderBase(Answer its_answer, const EncoderOptions& options, Action<int, int> action) noexcept;
  ~EncoderBase() = default;

  void began(Error error) noexcept;
  void end() noexcept { stop(); }
  void on_edge(bool x, bool y) noexcept {
    if (steps_.step(x, y)) ring();
  }
  /// Whether what has rung waits for more to be told with it.
  bool gathers(Cause cause) noexcept {
    if (cause != Cause::rung || delay_ms_ == 0) return false;
    if (deadline() == never) ring_after_delay();
    return true;
  }
  /// The value is that of the steps so far, and of these.
  void follow(std::int32_t steps = 0) noexcept;
  void ring_after_delay() noexcept { ring_at(Alarm::now() + from_milliseconds(delay_ms_)); }

 private:
  static void on_alarm(Alarm& alarm, Cause cause) noexcept;

  Quadrature steps_;
  EncoderValue value_;
  Action<int, int> action_;
  Event moved_{"Encoder"};
  Error error_;
  std::uint16_t delay_ms_;
};

template <class X, class Y = void>
class Encoder;

/// `Encoder e(pin_x, pin_y, {.vmin = 0, .vmax = 9}, callback, args...);` counts each change of the
/// two pins in its interrupt. `delay_ms` after the first of them the value follows; if it has
/// changed, `callback(value, delta, args...)` is launched. At its limits the value stops, and the
/// first step back moves it. The pins must outlive it; not movable.
template <machine::InterruptPin X, machine::InterruptPin Y>
class Encoder<X, Y> : public EncoderBase {
 public:
  Encoder(X& pin_x, Y& pin_y, EncoderOptions options = {}) noexcept
      : Encoder(pin_x, pin_y, options, Action<int, int>()) {}
  template <class Callback, class... Args>
  Encoder(X& pin_x, Y& pin_y, EncoderOptions options, Callback callback, Args... args) noexcept
      : Encoder(pin_x, pin_y, options, Action<int, int>(callback, args...)) {}
  ~Encoder() { deinit(); }

  /// The pins do not interrupt any more, and the value stays. For good. From tasks and plain code
  /// of the loop.
  void deinit() noexcept {
    x_.irq(nullptr);
    y_.irq(nullptr);
    this->end();
  }

 private:
  Encoder(X& pin_x, Y& pin_y, const EncoderOptions& options, Action<int, int> action) noexcept
      : EncoderBase(pin_x.value(), pin_y.value(), options, action), x_(pin_x), y_(pin_y) {
    Error error = x_.irq(machine::Edge::both, &on_edge_of_pin, this);
    if (!error) error = y_.irq(machine::Edge::both, &on_edge_of_pin, this);
    if (error) x_.irq(nullptr);  // it would count to and fro
    this->began(error);
  }
  static void on_edge_of_pin(void* argument) noexcept {
    auto& self = *static_cast<Encoder*>(argument);
    self.on_edge(self.x_.value(), self.y_.value());
  }

  X& x_;
  Y& y_;
};

/// `Encoder e(counter, options, callback, args...);`: the hardware counts. The value follows
/// `delay_ms` after the counter has told that it moves; one that does not tell is looked at each
/// `delay_ms`, 1 at least, from its construction in a loop on. In that time a counter must not go
/// more than half its range, 32,767 steps with 16 bits. What it counted before is not told. The
/// counter must outlive it; not movable.
template <machine::QuadratureCounter Counter>
class Encoder<Counter, void> : public EncoderBase {
 public:
  explicit Encoder(Counter& counter, EncoderOptions options = {}) noexcept
      : Encoder(counter, options, Action<int, int>()) {}
  template <class Callback, class... Args>
  Encoder(Counter& counter, EncoderOptions options, Callback callback, Args... args) noexcept
      : Encoder(counter, options, Action<int, int>(callback, args...)) {}
  ~Encoder() { deinit(); }

  /// The counter is let go, and the value stays. For good. From tasks and plain code of the loop.
  void deinit() noexcept {
    if constexpr (tells) counter_.irq(nullptr);
    this->end();
  }

 private:
  static constexpr bool tells = machine::InterruptQuadratureCounter<Counter>;
  using Count = decltype(std::declval<Counter&>().value());

  Encoder(Counter& counter, const EncoderOptions& options, Action<int, int> action) noexcept
      : EncoderBase(&Encoder::on_alarm, with_period(options), action),
        counter_(counter),
        last_(counter.value()) {
    if constexpr (tells) {
      this->began(counter.irq([](void* self) { static_cast<Encoder*>(self)->ring(); }, this));
    } else {
      this->ring_after_delay();
      this->began(this->deadline() == never ? Error::runtime : Error::none);
    }
  }
  static EncoderOptions with_period(EncoderOptions options) noexcept {
    if (!tells && options.delay_ms == 0) options.delay_ms = 1;
    return options;
  }
  static void on_alarm(Alarm& alarm, Cause cause) noexcept {
    auto& self = static_cast<Encoder&>(alarm);
    if (self.gathers(cause)) return;
    const Count now = self.counter_.value();
    const auto gone = static_cast<std::make_signed_t<Count>>(static_cast<Count>(now - self.last_));
    self.last_ = now;
    if constexpr (!tells) self.ring_after_delay();
    self.follow(gone);
  }

  Counter& counter_;
  Count last_;
};

template <machine::InterruptPin X, machine::InterruptPin Y, class... Rest>
Encoder(X&, Y&, EncoderOptions = {}, Rest...) -> Encoder<X, Y>;
template <machine::QuadratureCounter Counter, class... Rest>
Encoder(Counter&, EncoderOptions = {}, Rest...) -> Encoder<Counter>;

}  // namespace uasyncio
