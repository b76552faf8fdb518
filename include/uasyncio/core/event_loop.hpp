// SPDX-License-Identifier: MIT
// MicroPython's words for the loop of a program: get_event_loop and its relatives.
#pragma once

#include "uasyncio/core/loop.hpp"

namespace uasyncio {

/// The loop of this thread that is not running yet, made on the platform's default port when it is
/// first asked for; while a loop is running, that one. From tasks and plain code.
Loop& get_event_loop();

/// Destroys this thread's loop with all its tasks, and those that wait for a loop to come (their
/// destructors run, their cleanups do not), and makes a new one. Not from a task.
Loop& new_event_loop();

/// The running loop, or null. From anywhere in the loop's thread.
inline Loop* get_running_loop() noexcept { return Loop::running(); }

/// Whether this thread has a loop, running or not. From tasks and plain code.
bool got_event_loop() noexcept;

}  // namespace uasyncio
