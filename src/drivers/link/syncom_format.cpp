// SPDX-License-Identifier: MIT
// What all formats of a SynCom have in common: a link that is lost.
#include "uasyncio/drivers/link/syncom_format.hpp"

namespace uasyncio {

void SynComFormat::lose(const Error& error) noexcept {
  if (!is_joined_) return;
  is_joined_ = false;
  is_lost_ = true;
  error_ = error;
  detail::count(losses_);
  for (; !out.empty(); out.remove()) detail::count(dropped_);
}

}  // namespace uasyncio
