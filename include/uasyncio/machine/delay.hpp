// Waiting for microseconds without a task: for bits on a pin, which a sleep is too coarse for.
#pragma once

#include "uasyncio/port/config.hpp"
#include "uasyncio/port/time.hpp"

#include <cstdint>

namespace uasyncio::machine {

/// Busy for at least so many microseconds, as time.sleep_us of MicroPython; nothing else runs
/// meanwhile but interrupts, so that more than 20 of them are better slept. In virtual time the
/// time passes at once. From everywhere.
void delay_us(std::uint32_t microseconds) noexcept;

#if UASYNCIO_HOSTED
/// Lets virtual time pass in place of the real one. Set by a simulated port, in its thread.
using PassTime = void (*)(Duration length) noexcept;
inline constinit thread_local PassTime pass_virtual_time = nullptr;
#endif

}  // namespace uasyncio::machine
