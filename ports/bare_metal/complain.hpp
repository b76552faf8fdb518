// SPDX-License-Identifier: MIT
// What a port says while the program starts.
#pragma once

#include "uasyncio/port/config.hpp"

#include <cstddef>
#include <string_view>

namespace uasyncio {

namespace platform {
[[gnu::weak]] void diagnostic_write(const char* text, std::size_t length) noexcept;
}  // namespace platform

namespace bare_metal {

/// To the console, if the program has one. Not in the smallest build.
inline void complain(std::string_view text) noexcept {
  if constexpr (UASYNCIO_DIAGNOSTICS == 0) return;
  if (&platform::diagnostic_write != nullptr) platform::diagnostic_write(text.data(), text.size());
}

}  // namespace bare_metal
}  // namespace uasyncio
