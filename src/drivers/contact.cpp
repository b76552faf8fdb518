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
      error_(functions.start(pin, *this)) {
  if (error_) complain("a switch or button does not work: its pin cannot interrupt");
}

void Contact::deinit() noexcept {
  functions_->stop(pin_);
  stop();
}

/// That of the edge, if one came. Otherwise the deadline of the debouncing may have passed, at
/// which the level was what it is now.
Instant Contact::time_of_look(std::uint32_t edge_us) const noexcept {
  const Instant now = Alarm::now();
  if (edge_us == no_edge) return std::min(now, debouncer_.deadline());
  const auto since =
      static_cast<std::int32_t>(static_cast<std::uint32_t>(to_microseconds(now)) - edge_us);
  if (edge_us == some_edge || since < 0) return now;
  return at_microseconds(to_microseconds(now) - static_cast<Time>(since));
}

void Contact::on_alarm(Alarm& alarm, Cause) noexcept {
  auto& self = static_cast<Contact&>(alarm);
  if (self.functions_->tell_edges != nullptr) self.functions_->tell_edges(self.pin_);
  const std::uint32_t edge_us = self.edge_us_.load(std::memory_order_relaxed);
  self.edge_us_.store(no_edge, std::memory_order_relaxed);  // before the level is read
  const Instant when = self.time_of_look(edge_us);
  const bool changed = self.debouncer_.look(self.raw_level(), edge_us != no_edge, when);
  const Instant wanted = self.update_(self, changed, when);
  self.ring_at(std::min(wanted, self.debouncer_.deadline()));
}

}  // namespace uasyncio
