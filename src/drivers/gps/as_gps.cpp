// A GPS receiver for tasks. One event tells all of them that there is news, set and cleared at
// once: each then looks whether it is what it waits for. Serial numbers, not values, say what has
// come since, for a value may be the same as before.
#include "uasyncio/drivers/gps/as_gps.hpp"

#include "uasyncio/core/loop.hpp"

#include <limits>

namespace uasyncio {
namespace {

constexpr std::array<GpsPart, 4> all_parts = {POSITION, COURSE, DATE, ALTITUDE};

Time loop_time() noexcept { return Loop::running()->time(); }

}  // namespace

bool AsGpsBase::update(char byte) noexcept { return update(byte, loop_time()); }

bool AsGpsBase::update(char byte, Time now) noexcept {
  const std::uint8_t type = push(byte, now);
  if (type == 0) return false;
  if (callback_ != nullptr && (options().mask & type) != 0) callback_(*this, type, argument_);
  news_.set();
  news_.clear();
  return true;
}

Coro<> AsGpsBase::data_received(unsigned parts) {
  std::array<std::uint16_t, all_parts.size()> before;
  for (std::size_t n = 0; n != before.size(); ++n) before[n] = serial(all_parts[n]);
  unsigned missing = parts;
  while (missing != 0) {
    co_await news_.wait();
    for (std::size_t n = 0; n != before.size(); ++n) {
      if (valid() && serial(all_parts[n]) != before[n]) missing &= ~unsigned{all_parts[n]};
    }
  }
}

Coro<Fix> AsGpsBase::next_fix(unsigned parts) {
  const bool had_them = fix().has(parts);
  const Time former = fix().arrival;
  do {
    co_await news_.wait();
  } while (!fix().has(parts) || (had_them && fix().arrival == former));
  co_return fix();
}

Coro<> AsGpsBase::get_satellite_data() {
  const std::uint16_t before = groups();
  do {
    co_await news_.wait();
  } while (groups() == before);
}

std::int32_t AsGpsBase::time_since_fix() const noexcept {
  if (fix().parts == 0) return -1;
  constexpr Duration most = std::numeric_limits<std::int32_t>::max();
  const Duration age = (loop_time() - fix().arrival) / microseconds_per_millisecond;
  return static_cast<std::int32_t>(age < most ? age : most);
}

std::int64_t AsGpsBase::now_utc_ms() const noexcept {
  const Duration age = (loop_time() - utc_arrival()) / microseconds_per_millisecond;
  return utc_ms() + static_cast<std::int64_t>(age);
}

std::int64_t AsGpsBase::now_local_ms() const noexcept {
  return now_utc_ms() + std::int64_t{options().local_offset_s} * 1'000;
}

}  // namespace uasyncio
