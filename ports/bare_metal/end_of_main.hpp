// SPDX-License-Identifier: MIT
// What start-up code does when main has returned.
#pragma once

#include "uasyncio/port/platform.hpp"

namespace uasyncio {

/// Says which tasks wait for a loop that does not come any more. Only in programs with tasks.
[[gnu::weak]] void report_early_tasks() noexcept;

namespace bare_metal {

[[noreturn]] inline void end_of_main(int status) noexcept {
  if (&report_early_tasks != nullptr) report_early_tasks();
  platform::exit_program(status);
}

}  // namespace bare_metal
}  // namespace uasyncio
