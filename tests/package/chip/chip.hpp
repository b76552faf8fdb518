// SPDX-License-Identifier: MIT
// What this project's parts say to each other.
#pragma once

/// Called once a millisecond by the processor's timer, in its interrupt.
void on_tick();

/// Starts that timer; interrupts are on from here.
void start_ticks();

/// A call of the debugger (semihosting).
long call_debugger(long operation, const void* argument);

[[noreturn]] void end_program(int status);
