// SPDX-License-Identifier: MIT
// How deeply a computer's processor sleeps is the system's to say; here and in a simulation it is
// only counted.
#include "deep_sleep.hpp"

#include "uasyncio/power/deep_sleep.hpp"

namespace uasyncio::platform {

#if UASYNCIO_DIAGNOSTICS
void sleep_deeply(bool is_deep) noexcept { detail::CountedSleep::is_deep = is_deep; }
std::uint64_t asleep_deeply_us() noexcept {
  return to_microseconds(detail::CountedSleep::asleep_deeply);
}
#else
void sleep_deeply(bool) noexcept {}
std::uint64_t asleep_deeply_us() noexcept { return 0; }
#endif

}  // namespace uasyncio::platform
