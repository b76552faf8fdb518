// SPDX-License-Identifier: MIT
// Interruption: what belongs to a thread belongs to the interrupt for so long as its loop runs.
#pragma once

#include "uasyncio/kernel/destructions.hpp"
#include "uasyncio/kernel/frame_pool.hpp"
#include "uasyncio/kernel/scheduler.hpp"
#include "uasyncio/kernel/trace_point.hpp"

#include <new>
#include <utility>

namespace uasyncio::kernel {
inline namespace UASYNCIO_SETTINGS {

#if UASYNCIO_TRACE
/// While it lives, nothing is recorded: the tracer may be in the middle of a record.
class TracePause {
 public:
  TracePause() noexcept : tracer_(std::exchange(tracer, nullptr)) {}
  ~TracePause() { tracer = tracer_; }
  TracePause(const TracePause&) = delete;
  TracePause& operator=(const TracePause&) = delete;

 private:
  Tracer* tracer_;
};
#else
class TracePause {};
#endif

/// While it lives, `scheduler` is the running one, frames come from `pool`, and whatever the code
/// that was interrupted is in the middle of is put aside. At the begin of an interrupt that runs a
/// loop; they nest.
class Interruption {
 public:
  Interruption(Scheduler& scheduler, FramePool& pool) noexcept
      : running_(std::exchange(Scheduler::running_, &scheduler)),
        pool_(FramePool::exchange_current(&pool)),
        is_in_the_middle_((drops.level | endings.level | endings.doomed_count) != 0 ||
                          Scheduler::adopt_orphan_ != nullptr) {
    if (is_in_the_middle_) [[unlikely]]
      put_aside();
  }
  ~Interruption() {
    if (is_in_the_middle_) [[unlikely]]
      take_back();
    FramePool::exchange_current(pool_);
    Scheduler::running_ = running_;
  }
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

 private:
  struct Aside {
    Drops drops;
    Endings endings;
    Scheduler::AdoptOrphan adopt_orphan;
  };

  [[gnu::noinline]] void put_aside() noexcept {
    ::new (&aside_) Aside{std::exchange(drops, {}), std::exchange(endings, {}),
                          std::exchange(Scheduler::adopt_orphan_, nullptr)};
  }
  [[gnu::noinline]] void take_back() noexcept {
    drops = aside_.drops;
    endings = aside_.endings;
    Scheduler::adopt_orphan_ = aside_.adopt_orphan;
  }

  Scheduler* running_;
  FramePool* pool_;
  bool is_in_the_middle_;
  [[maybe_unused, no_unique_address]] TracePause pause_;
  union {
    Aside aside_;  // if it is in the middle of something: seldom, so it is not even cleared
  };
};

}  // namespace UASYNCIO_SETTINGS
}  // namespace uasyncio::kernel
