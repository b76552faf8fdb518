// SPDX-License-Identifier: MIT
// A rotary encoder. Edges are counted in the interrupt, or by the hardware, where none is missed;
// the value and its limits are worked out in the loop, once for all the steps of `delay_ms`.
#include "uasyncio/drivers/encoder.hpp"

namespace uasyncio {

EncoderBase::EncoderBase(bool x, bool y, const EncoderOptions& options,
                         Action<int, int> action) noexcept
    : Alarm(&EncoderBase::on_alarm),
      steps_(x, y),
      value_(options),
      action_(action),
      delay_ms_(options.delay_ms) {}

EncoderBase::EncoderBase(Answer its_answer, const EncoderOptions& options,
                         Action<int, int> action) noexcept
    : Alarm(its_answer),
      steps_(false, false),
      value_(options),
      action_(action),
      delay_ms_(options.delay_ms) {}

void EncoderBase::began(Error error) noexcept {
  error_ = value_.is_valid() ? error : Error::value("the options of the encoder");
  if (error) complain("an encoder does not work: see its error");
  if (!value_.is_valid()) complain("an encoder's first value is beyond its limits");
}

void EncoderBase::follow(std::int32_t steps) noexcept {
  if (steps != 0) steps_.add(steps);
  const int delta = value_.follow(steps_.raw());
  if (delta == 0) return;
  moved_.set();
  action_.launch(value_.value(), delta);
}

void EncoderBase::on_alarm(Alarm& alarm, Cause cause) noexcept {
  auto& self = static_cast<EncoderBase&>(alarm);
  if (!self.gathers(cause)) self.follow();
}

}  // namespace uasyncio
