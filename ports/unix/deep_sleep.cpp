// SPDX-License-Identifier: MIT
// How deeply a computer's processor sleeps is the system's to say; a simulation only counts it.
#include "uasyncio/power/deep_sleep.hpp"

namespace uasyncio::platform {
void sleep_deeply(bool) noexcept {}
}  // namespace uasyncio::platform
