// SPDX-License-Identifier: MIT
// The interrupt runs the passes of its loop until nothing is ready, and returns to what it came
// between. To make a task it is asked in its own context, because frames come from its own pool.
#include "uasyncio/core/interrupt_loop.hpp"

#include "uasyncio/kernel/interruption.hpp"

#include <atomic>

namespace uasyncio {

void InterruptLoop::run(void* self) noexcept {
  auto& here = *static_cast<InterruptLoop*>(self);
  Loop& loop = here.loop();
  const kernel::Interruption interruption(loop.scheduler_, here.pool_);
  if (here.maker_ != nullptr) [[unlikely]]
    std::exchange(here.maker_, nullptr)(here.what_, loop);
  do {
    loop.scheduler_.pass();
  } while (loop.scheduler_.has_ready());
}

bool InterruptLoop::make_inside(Maker maker, void* what) noexcept {
  what_ = what;
  maker_ = maker;
  std::atomic_signal_fence(std::memory_order_seq_cst);
  loop().scheduler_.port().wake();
  std::atomic_signal_fence(std::memory_order_seq_cst);
  const bool is_made = *const_cast<Maker volatile*>(&maker_) == nullptr;
  maker_ = nullptr;
  return is_made;
}

#if UASYNCIO_HOSTED
InterruptLoop::~InterruptLoop() {
  static_cast<InterruptPort&>(loop().scheduler_.port()).serve_nobody();
  FramePool* const before = FramePool::exchange_current(&pool_);
  loop().~Loop();
  FramePool::exchange_current(before);
}
#endif

}  // namespace uasyncio
