// SPDX-License-Identifier: MIT
// Policies: in which order a loop runs what is ready.
#pragma once

#include "uasyncio/port/config.hpp"

namespace uasyncio::kernel {

/// In which order ready tasks run. A policy is the function that runs a pass, so that a program
/// links only the policy it names.
class Policy {
 public:
  /// Tasks run in the order in which they became ready; I/O and timers are looked at between
  /// passes.
  static const Policy round_robin;
  /// Ready I/O, signals and due timers are looked at before every step and run first; up to eight
  /// such steps in a row, then one task of the others has its turn.
  static const Policy io_first;

 private:
  friend Scheduler;  // which has the passes
  using Pass = bool (*)(Scheduler&) noexcept;
  explicit constexpr Policy(Pass pass) noexcept : pass_(pass) {}
  Pass pass_;
};

}  // namespace uasyncio::kernel

namespace uasyncio {
using kernel::Policy;  // what programs hand to `run`
}  // namespace uasyncio
