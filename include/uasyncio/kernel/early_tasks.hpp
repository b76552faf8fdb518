// SPDX-License-Identifier: MIT
// Tasks that are created while no loop runs in their thread: by global objects, or by main before
// run. They wait here, in order of creation, for the next loop that runs.
#pragma once

#include "uasyncio/kernel/task_header.hpp"

namespace uasyncio::kernel {

/// Those of this thread. A task that waits here is ready, and belongs to no scheduler yet: it can
/// be cancelled, it has not started. For the loop and for the ends of programs; from plain code.
class EarlyTasks {
 public:
  /// Whether any task waits here.
  static bool any() noexcept { return first_ != nullptr; }
  /// Makes a task around `frame`; null without memory, and the frame is destroyed then. The caller
  /// holds one reference.
  static TaskHeader* spawn(Frame* frame, const char* name) noexcept;
  /// Puts them in front of what is ready in `scheduler`, which is about to run.
  static void move_to(Scheduler& scheduler) noexcept;
  /// No loop comes any more: says so for each.
  static void report() noexcept;
  /// Destroys one of them, or all; they end cancelled.
  static void discard(TaskHeader* task) noexcept;
  static void discard_all() noexcept;

 private:
  static constinit UASYNCIO_THREAD_LOCAL TaskHeader* first_;
  static constinit UASYNCIO_THREAD_LOCAL TaskHeader* last_;
};

}  // namespace uasyncio::kernel
