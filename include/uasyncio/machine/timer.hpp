// SPDX-License-Identifier: MIT
// Hardware timers, as MicroPython's machine.Timer: for what a sleeping task is too inexact or too
// slow for.
#pragma once

#include "uasyncio/port/error.hpp"

#include <concepts>
#include <cstdint>

namespace uasyncio::machine {

enum class TimerMode : std::uint8_t { one_shot, periodic };

/// Called in the interrupt: it may set a ThreadSafeFlag, and not much else.
using TimerHandler = void (*)(void* argument);

/// `init` starts it, in place of what it did before: `handler` is called after `period_us`, once or
/// each time, at whole periods from the start; those that came while interrupts were masked come as
/// one. ValueError, and nothing has changed, if the hardware cannot count so far, or for 0.
/// `deinit` ends it; when that has returned the handler is not called any more. `argument` must
/// live until then. Neither suspends; from tasks and plain code, `deinit` from the handler too.
template <class T>
concept Timer = requires(T timer, TimerMode mode, std::uint32_t period_us, TimerHandler handler,
                         void* argument) {
  { timer.init(mode, period_us, handler, argument) } -> std::same_as<Error>;
  timer.deinit();
};

}  // namespace uasyncio::machine
