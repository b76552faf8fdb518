// SPDX-License-Identifier: MIT
// What a switch and a button have in common: an interrupt at the pin, a debouncer, and what the
// driver makes of a change. The interrupt does not look at the level, for that may bounce: the
// loop does.
#include "uasyncio/drivers/contact.hpp"

#include <algorithm>

namespace uasyncio {

Contact::Contact(const ContactPin& functions, void* pin, Update update, std::uint16_t debounce_ms,
                 Debounce how) noexcept
    : Alarm(&Contact::on_alarm),
      debouncer_(functions.level(pin), debounce_ms, how),
      functions_(&functions),
      pin_(pin),
      update_(update),
      error_(functions.start(pin, &Contact::on_edge, this)) {
  if (error_) complain("a switch or button does not work: its pin cannot interrupt");
}

void Contact::deinit() noexcept {
  functions_->stop(pin_);
  stop();
}

void Contact::on_edge(void* contact) noexcept { static_cast<Contact*>(contact)->ring(); }

void Contact::on_alarm(Alarm& alarm, Cause cause) noexcept {
  auto& self = static_cast<Contact&>(alarm);
  const Instant now = Alarm::now();
  const bool changed = self.debouncer_.look(self.raw_level(), cause == Cause::rung, now);
  const Instant wanted = self.update_(self, changed, now);
  self.ring_at(std::min(wanted, self.debouncer_.deadline()));
}

}  // namespace uasyncio
