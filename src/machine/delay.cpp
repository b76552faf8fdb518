#include "uasyncio/machine/delay.hpp"

#include "uasyncio/port/platform.hpp"
#include "uasyncio/port/port.hpp"

namespace uasyncio::machine {

void delay_us(std::uint32_t microseconds) noexcept {
#if UASYNCIO_HOSTED
  if (pass_virtual_time != nullptr) {
    pass_virtual_time(microseconds);
    return;
  }
#endif
  Port& port = platform::default_port();
  const Time end = port.now() + port.granularity() + microseconds;
  while (port.now() < end) {
  }
}

}  // namespace uasyncio::machine
