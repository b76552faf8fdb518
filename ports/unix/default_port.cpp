// SPDX-License-Identifier: MIT
// The port of a program on Linux. A simulation links ports/sim/default_port.cpp instead.
#include "uasyncio/port/platform.hpp"
#include "unix_port.hpp"

#include "uasyncio/kernel/report.hpp"

namespace uasyncio::platform {

Port& default_port() noexcept {
  static thread_local UnixPort port;
  return port;
}

InterruptPort& interrupt_port() noexcept {
  kernel::Report() << "Linux has no interrupt that a loop could run in: use a board, or "
                      "--board sim\n";
  exit_program(1);
}

}  // namespace uasyncio::platform
