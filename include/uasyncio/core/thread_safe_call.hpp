// SPDX-License-Identifier: MIT
// Loop::call_soon_threadsafe: how an interrupt or another thread lets the loop call something.
#pragma once

#include "uasyncio/core/callback.hpp"
#include "uasyncio/kernel/signal.hpp"
#include "uasyncio/port/atomic.hpp"

#include <atomic>

namespace uasyncio::detail {

/// A call on its way to a loop.
class ThreadSafeCall : kernel::Signal {
 public:
  constexpr ThreadSafeCall() noexcept : kernel::Signal(nullptr) {}

  /// One that is free; null if there is none.
  static ThreadSafeCall* take() noexcept;
  /// Sends it off; it is free again when the loop has taken over the callback. False if the loop
  /// has gone.
  bool send(Loop& loop, Callback<> callback) noexcept;

 private:
  static void on_answer(kernel::Signal& signal) noexcept;
  Callback<> take_callback() noexcept;
  void free() noexcept;

  Loop* loop_ = nullptr;
  Atomic<bool> is_taken_{false};
#if UASYNCIO_HOSTED
  bool is_from_heap_ = false;
#endif
  alignas(Callback<>) unsigned char callback_[sizeof(Callback<>)] = {};
};

/// See Loop::call_soon_threadsafe.
template <class Callable, class... Args>
bool send_call(Loop& loop, Callable callable, Args... args) noexcept {
  ThreadSafeCall* const call = ThreadSafeCall::take();
  if (call == nullptr) return false;
  auto makes_it = [callable = std::move(callable), ... args = std::move(args)]() mutable {
    if constexpr (CoroutineFunction<Callable, Args...>) {
      uasyncio::create_task(std::move(callable), std::move(args)...);
    } else {
      (void)invoke_once(callable, args...);
    }
  };
  return call->send(loop, Callback<>(std::move(makes_it)));
}

}  // namespace uasyncio::detail
