// SPDX-License-Identifier: MIT
// The computer's clock, and what local time is ahead of UTC at an instant, so that a rule meets
// summer time at the right second.
#include "uasyncio/sched/wall_clock.hpp"

#if UASYNCIO_HOSTED
#include <chrono>
#include <ctime>

namespace uasyncio {

std::int64_t HostClock::utc_us() const noexcept {
  using namespace std::chrono;
  return duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
}

std::int32_t HostClock::offset_s(std::int64_t utc_s) const noexcept {
  const auto instant = static_cast<std::time_t>(utc_s);
  std::tm local{};
  return localtime_r(&instant, &local) != nullptr ? static_cast<std::int32_t>(local.tm_gmtoff) : 0;
}

}  // namespace uasyncio
#endif
