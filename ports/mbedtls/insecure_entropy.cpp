// SPDX-License-Identifier: MIT
// For tests on a chip without a source of chance: when things happen is all there is. Whoever
// listens can guess the keys, and read all that is encrypted with them.
#include "uasyncio/kernel/report.hpp"
#include "uasyncio/port/platform.hpp"
#include "uasyncio/port/port.hpp"

#include "ports/mbedtls/platform.hpp"

#include <utility>

namespace uasyncio::mbedtls {

bool entropy(std::span<std::byte> room) noexcept {
  static bool is_said = false;
  static std::uint32_t state = 0x9E37'79B9;
  if (!std::exchange(is_said, true)) {
    kernel::Report() << "TLS without a source of chance: anybody can read it. For tests only\n";
  }
  for (std::byte& each : room) {
    const auto now = static_cast<std::uint32_t>(to_microseconds(platform::default_port().now()));
    state = (state ^ now) * 0x2545'F491 + 1;
    each = static_cast<std::byte>(state >> 24);
  }
  return true;
}

}  // namespace uasyncio::mbedtls
