// SPDX-License-Identifier: MIT
// Calls from interrupts and threads into a loop. An interrupt cannot allocate, so there is a small
// number of calls that are always there; on the host, where it can be had, more come from the
// heap.
#include "uasyncio/core/thread_safe_call.hpp"

#include "uasyncio/core/loop.hpp"

#include <new>

namespace uasyncio::detail {
namespace {

constexpr std::size_t calls_without_heap = 8;
constinit ThreadSafeCall calls[calls_without_heap];

}  // namespace

ThreadSafeCall* ThreadSafeCall::take() noexcept {
  for (ThreadSafeCall& call : calls) {
    if (!kernel::exchange_flag(call.is_taken_, true)) return &call;
  }
#if UASYNCIO_HOSTED
  auto* const call = new (std::nothrow) ThreadSafeCall;
  if (call != nullptr) call->is_from_heap_ = true;
  return call;
#else
  return nullptr;
#endif
}

bool ThreadSafeCall::send(Loop& loop, Callback<> callback) noexcept {
  answer = &on_answer;  // here, so that the calls are zeros at the start
  loop_ = &loop;
  ::new (callback_) Callback<>(std::move(callback));
  if (kernel::Scheduler::post_from_outside(scheduler_of(loop), *this)) return true;
  take_callback();
  return false;
}

/// It is free then.
Callback<> ThreadSafeCall::take_callback() noexcept {
  auto* const callback = std::launder(reinterpret_cast<Callback<>*>(callback_));
  Callback<> taken(std::move(*callback));
  callback->~Callback();
  free();
  return taken;
}

void ThreadSafeCall::free() noexcept {
#if UASYNCIO_HOSTED
  if (is_from_heap_) {
    delete this;
    return;
  }
#endif
  is_taken_.store(false, std::memory_order_release);
}

void ThreadSafeCall::on_answer(kernel::Signal& signal) noexcept {
  auto& call = static_cast<ThreadSafeCall&>(signal);
  Loop& loop = *call.loop_;
  Callback<> taken = call.take_callback();
  if (scheduler_of(loop).is_closing()) return;
  loop.call_soon(std::move(taken));
}

}  // namespace uasyncio::detail
