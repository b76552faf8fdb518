// SPDX-License-Identifier: MIT
// SIGPIPE, which by default ends a program that writes where nobody reads any more. Terminals and
// pipes cannot be written without it, so it is ignored, and the write fails instead.
#pragma once

#include <csignal>

namespace uasyncio {

/// Not if the program has done something about it. What it does from here on stays.
inline void ignore_sigpipe() noexcept {
  struct sigaction action{};
  if (sigaction(SIGPIPE, nullptr, &action) != 0 || action.sa_handler != SIG_DFL) return;
  action.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &action, nullptr);
}

}  // namespace uasyncio
