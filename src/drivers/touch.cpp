// SPDX-License-Identifier: MIT
// A touch pad is looked at each few milliseconds, for it cannot interrupt: by a task of the user's.
// What it finds is a pin's, so that everything else is the button's.
#include "uasyncio/drivers/touch.hpp"

#include "uasyncio/core/sleep.hpp"
#include "uasyncio/threadsafe/alarm.hpp"

namespace uasyncio {

Coro<> TouchPin::run() {
  class Rest {
   public:
    explicit Rest(TouchPin& pin) noexcept : pin_(pin) {}
    Rest(const Rest&) = delete;
    Rest& operator=(const Rest&) = delete;
    ~Rest() { pin_.tell(pin_.detector_.reset()); }

   private:
    TouchPin& pin_;
  };
  const Rest rest(*this);
  while (true) {
    look();
    co_await sleep_ms(period_ms_);
  }
}

void TouchPin::look() noexcept {
  const machine::TouchSample sample = read_(pad_);
  error_ = sample.error;
  if (error_) return tell(detector_.miss());
  read_at_ = Alarm::now();
  tell(detector_.take(sample.value));
}

void TouchPin::tell(bool has_changed) noexcept {
  const machine::Edge edge = value() ? machine::Edge::rising : machine::Edge::falling;
  if (has_changed && handler_ != nullptr && includes(edges_, edge)) handler_(argument_);
}

Error TouchPin::irq(machine::Edge edges, machine::PinHandler handler, void* argument) noexcept {
  edges_ = edges;
  handler_ = handler;
  argument_ = argument;
  return Error::none;
}

std::uint64_t TouchPin::age_us() const noexcept { return to_microseconds(Alarm::now() - read_at_); }

}  // namespace uasyncio
