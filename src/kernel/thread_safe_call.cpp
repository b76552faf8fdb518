// SPDX-License-Identifier: MIT
// Calls from interrupts and threads into a loop. An interrupt cannot allocate, so there is a small
// number of calls that are always there; on the host, where it can be had, more come from the
// heap.
#include "uasyncio/kernel/thread_safe_call.hpp"

#include "uasyncio/kernel/scheduler.hpp"

#include <new>

namespace uasyncio::kernel {
namespace {

constexpr std::size_t calls_without_heap = 8;
constinit ThreadSafeCall calls[calls_without_heap];

}  // namespace

ThreadSafeCall* ThreadSafeCall::take() noexcept {
  for (ThreadSafeCall& call : calls) {
    if (exchange_flag(call.is_taken_, true)) continue;
    UASYNCIO_ASSERT(!call.is_queued());
    UASYNCIO_ASSERT(call.is_taken_.load(std::memory_order_relaxed));
    return &call;
  }
#if UASYNCIO_HOSTED
  auto* const call = new (std::nothrow) ThreadSafeCall;
  if (call == nullptr) return nullptr;
  call->is_from_heap_ = true;
  call->is_taken_.store(true, std::memory_order_relaxed);
  return call;
#else
  return nullptr;
#endif
}

bool ThreadSafeCall::send(Scheduler& scheduler, Answer action) noexcept {
  UASYNCIO_ASSERT(is_taken_.load(std::memory_order_relaxed) && !is_queued());
  UASYNCIO_ASSERT(action != nullptr);
  answer = action;  // here, so that the calls are zeros at the start
  scheduler_ = &scheduler;
  return Scheduler::post_from_outside(scheduler, *this);
}

void ThreadSafeCall::free() noexcept {
  UASYNCIO_ASSERT(is_taken_.load(std::memory_order_relaxed) && !is_queued());
#if UASYNCIO_HOSTED
  if (is_from_heap_) {
    delete this;
    return;
  }
#endif
  is_taken_.store(false, std::memory_order_release);
}

}  // namespace uasyncio::kernel
