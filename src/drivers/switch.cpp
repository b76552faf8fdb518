// SPDX-License-Identifier: MIT
// Switches: what a change of a contact sets and launches.
#include "uasyncio/drivers/switch.hpp"

namespace uasyncio {

Instant SwitchBase::update(Contact& contact, bool changed, Instant) noexcept {
  auto& self = static_cast<SwitchBase&>(contact);
  if (!changed) return never;
  const bool is_open = self.level() == self.open_level_;
  (is_open ? self.open : self.close).set();
  (is_open ? self.open_action_ : self.close_action_).launch();
  return never;
}

}  // namespace uasyncio
