// SPDX-License-Identifier: MIT
// Letting a short time pass without a task, on whatever clock the program has.
#pragma once

#include "uasyncio/port/config.hpp"
#include "uasyncio/port/time.hpp"

namespace uasyncio {

/// Busy for at least so long, by the clock of the default port; only interrupts run
/// meanwhile. In virtual time the time passes at once. From everywhere.
void busy_wait(Duration length) noexcept;

#if UASYNCIO_HOSTED
/// Lets virtual time pass in place of the real one. Set by a simulated port, in its thread.
using PassTime = void (*)(Duration length) noexcept;
inline constinit thread_local PassTime pass_virtual_time = nullptr;
#endif

}  // namespace uasyncio
