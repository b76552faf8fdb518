// SPDX-License-Identifier: MIT
// A constant pin that the chip does not have stops the compiler.
#pragma once

#include <type_traits>

namespace uasyncio::bare_metal {

inline void the_chip_has_no_such_pin() noexcept {}  // which no constant expression may call

constexpr void require_pin(bool exists) noexcept {
  if (std::is_constant_evaluated() && !exists) the_chip_has_no_such_pin();
}

}  // namespace uasyncio::bare_metal
