// SPDX-License-Identifier: MIT
// Waits in the microseconds, without letting anybody run. In virtual time, where the clock stands
// still while tasks work, it moves the clock instead of looking at it for ever.
#include "uasyncio/port/busy_wait.hpp"

#include "uasyncio/port/platform.hpp"
#include "uasyncio/port/port.hpp"

namespace uasyncio {

void busy_wait(Duration length) noexcept {
#if UASYNCIO_HOSTED
  if (pass_virtual_time != nullptr) {
    pass_virtual_time(length);
    return;
  }
#endif
  Port& port = platform::default_port();
  const Instant end = detail::soon_after(port.now(), port.granularity() + length);
  while (port.now() < end) {
  }
}

}  // namespace uasyncio
