// Encoder: a rotary knob on two pins. docs/drivers/encoder.md shows wiring and use.
#pragma once

#include "uasyncio/drivers/action.hpp"
#include "uasyncio/drivers/quadrature.hpp"
#include "uasyncio/machine/pin.hpp"
#include "uasyncio/sync/event.hpp"
#include "uasyncio/threadsafe/alarm.hpp"

namespace uasyncio {

/// What an Encoder is, whatever its pins. For the tasks and the plain code of one loop.
class EncoderBase : protected Alarm {
 public:
  EncoderBase(const EncoderBase&) = delete;
  EncoderBase& operator=(const EncoderBase&) = delete;

  /// The value as it was last told.
  int value() const noexcept { return value_.value(); }
  /// How many times two steps came before one was served, see Quadrature.
  std::uint32_t lost() const noexcept { return steps_.lost(); }
  /// Error::value if the options contradict each other; or why a pin does not interrupt: then the
  /// other one does not either.
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
  Next next() noexcept { return Next(*this); }

 protected:
  EncoderBase(bool x, bool y, const EncoderOptions& options, Action<int, int> action) noexcept;
  ~EncoderBase() = default;

  void began(Error error) noexcept;
  void end() noexcept { stop(); }
  void on_edge(bool x, bool y) noexcept {
    if (steps_.step(x, y)) ring();
  }

 private:
  static void on_alarm(Alarm& alarm, Cause cause) noexcept;

  Quadrature steps_;
  EncoderValue value_;
  Action<int, int> action_;
  Event moved_{"Encoder"};
  Error error_;
  std::uint16_t delay_ms_;
};

/// `Encoder e(pin_x, pin_y, {.vmin = 0, .vmax = 9}, callback, args...);` counts each change of the
/// two pins in its interrupt. `delay_ms` after the first of them the value follows; if it has
/// changed, `callback(value, delta, args...)` is launched. At its limits the value stops, and the
/// first step back moves it. The pins must outlive it; not movable.
template <machine::InterruptPin X, machine::InterruptPin Y>
class Encoder : public EncoderBase {
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

}  // namespace uasyncio
