// SPDX-License-Identifier: MIT
// An infra-red receiver: the interrupt feeds the decoder, and the alarm of the loop takes out what
// is complete.
#include "uasyncio/drivers/nec_ir.hpp"

namespace uasyncio {

void NecReceiver::began(Error error) noexcept {
  error_ = error;
  if (error_) complain("an infra-red receiver does not work: its pin cannot interrupt");
}

void NecReceiver::on_alarm(Alarm& alarm, Cause) noexcept {
  auto& self = static_cast<NecReceiver&>(alarm);
  const Instant now = Alarm::now();
  while (const auto key = self.decoder_.take(now)) {
    (void)self.keys_.put_nowait(*key);
    self.action_.launch(key->data, key->addr);
  }
  self.ring_at(self.decoder_.next_look(now));
}

}  // namespace uasyncio
