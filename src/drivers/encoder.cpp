// A rotary encoder. Edges are counted in the interrupt, where none is missed; the value and its
// limits are worked out in the loop, once for all the steps of `delay_ms`.
#include "uasyncio/drivers/encoder.hpp"

namespace uasyncio {

EncoderBase::EncoderBase(bool x, bool y, const EncoderOptions& options,
                         Action<int, int> action) noexcept
    : Alarm(&EncoderBase::on_alarm),
      steps_(x, y),
      value_(options),
      action_(action),
      delay_ms_(options.delay_ms) {}

void EncoderBase::began(Error error) noexcept {
  error_ = value_.is_valid() ? error : Error::value("the options of the encoder");
  if (error) complain("an encoder does not work: a pin cannot interrupt");
  if (!value_.is_valid()) complain("an encoder's first value is beyond its limits");
}

void EncoderBase::on_alarm(Alarm& alarm, Cause cause) noexcept {
  auto& self = static_cast<EncoderBase&>(alarm);
  if (cause == Cause::rung && self.delay_ms_ != 0) {
    if (self.deadline() == never) {
      self.ring_at(Alarm::now() + from_milliseconds(self.delay_ms_));
    }
    return;
  }
  const int delta = self.value_.follow(self.steps_.raw());
  if (delta == 0) return;
  self.moved_.set();
  self.action_.launch(self.value_.value(), delta);
}

}  // namespace uasyncio
