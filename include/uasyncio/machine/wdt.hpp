// SPDX-License-Identifier: MIT
// Watchdogs, as MicroPython's machine.WDT.
#pragma once

#include <concepts>

namespace uasyncio::machine {

/// Resets the chip unless `feed` is called again and again, each time before its time is over. It
/// cannot be stopped. From everywhere.
template <class Watchdog>
concept WDT = requires(Watchdog watchdog) { watchdog.feed(); };

}  // namespace uasyncio::machine
