// SPDX-License-Identifier: MIT
// Where this thread's console output goes instead of standard output, for the sim port.
#pragma once

#include "uasyncio/port/text.hpp"

namespace uasyncio {

using ConsoleRedirect = void (*)(void* owner, const char* text, std::size_t length);

/// Null functions restore standard output.
void redirect_console(ConsoleRedirect function, void* owner) noexcept;

}  // namespace uasyncio
