// SPDX-License-Identifier: MIT
// What the tasks of the one-hour test do. Each deed is one use of one part of the library.
#pragma once

#include "tests/sim/world.hpp"

#include <span>

namespace one_hour {

using Deed = asyncio::Coro<int> (*)(int depth);

/// Those that call nothing that goes deeper.
std::span<const Deed> simple_deeds();
/// Those that do other work one level deeper.
std::span<const Deed> nested_deeds();

asyncio::Coro<int> sleep_a_while(int depth);

inline unsigned below(std::size_t limit) {
  return world->chance.below(static_cast<unsigned>(limit));
}
inline bool one_in(unsigned count) { return world->chance.one_in(count); }

}  // namespace one_hour
