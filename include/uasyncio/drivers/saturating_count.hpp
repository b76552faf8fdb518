// SPDX-License-Identifier: MIT
// What drivers count, told to their users as long as they run: a counter stays at its limit.
#pragma once

#include <concepts>
#include <cstdint>
#include <limits>

namespace uasyncio::detail {

/// Adds `more`, or as much of it as there is room for.
template <std::unsigned_integral Counter>
constexpr void count(Counter& counter, std::uint32_t more = 1) noexcept {
  const auto room = static_cast<Counter>(std::numeric_limits<Counter>::max() - counter);
  counter = static_cast<Counter>(counter + (more < room ? more : room));
}

}  // namespace uasyncio::detail
