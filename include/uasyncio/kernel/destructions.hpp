// SPDX-License-Identifier: MIT
// What a thread is in the middle of while frames are destroyed inside one another. Usually nothing;
// an interrupt may find it otherwise (kernel/interruption.hpp).
#pragma once

#include "uasyncio/kernel/task_header.hpp"
#include "uasyncio/port/config.hpp"

#include <cstddef>

namespace uasyncio::kernel {

/// Of frames that belong to objects: see `drop`.
struct Drops {
  unsigned level = 0;
  Frame* put_off = nullptr;  // the newest first, by their parent links
};
inline constinit UASYNCIO_THREAD_LOCAL Drops drops;

/// So many owners are destroyed inside one another's tasks at the most.
inline constexpr unsigned nested_ends = 4;

/// Of tasks that end with their owners: see Scheduler::end_owned. Both lists are linked by
/// `ends_after`, the newest first.
struct Endings {
  TaskHeader* orphans = nullptr;  // in no list any more, not inert yet
  TaskHeader* doomed = nullptr;   // inert; a child is newer than who owns it
  std::size_t doomed_count = 0;
  bool forwards = false;  // what the task waits for is cancelled, as a cancel would do
  unsigned level = 0;
  TaskHeader* interrupted[nested_ends] = {};  // who was running when the level was entered
};
inline constinit UASYNCIO_THREAD_LOCAL Endings endings;

}  // namespace uasyncio::kernel
