// SPDX-License-Identifier: MIT
// A call on its way into a loop: the mechanism of Loop::call_soon_threadsafe. What is called lies
// in the signal that is posted; the loop takes it out and makes a task of it.
#pragma once

#include "uasyncio/kernel/signal.hpp"
#include "uasyncio/port/atomic.hpp"
#include "uasyncio/port/config.hpp"

#include <cstddef>

namespace uasyncio::kernel {

/// Room for a callback, and the signal that brings it. From anywhere, but for what says more.
class ThreadSafeCall : public Signal {
 public:
  static constexpr std::size_t room = 6 * sizeof(void*);

  constexpr ThreadSafeCall() noexcept : Signal(nullptr) {}

  /// One that is free; null if there is none.
  static ThreadSafeCall* take() noexcept;
  /// Free again: nobody touches it afterwards.
  void free() noexcept;

  /// Where the callback lies, which who has taken the call puts there and takes out.
  void* place() noexcept { return room_; }
  /// Posts it: `action` gets this call in the thread of `scheduler`, outside of tasks, and frees
  /// it. False if the scheduler has gone: then it is to be freed here.
  bool send(Scheduler& scheduler, Answer action) noexcept;
  /// Where it was sent. In that scheduler's thread.
  Scheduler& scheduler() const noexcept { return *scheduler_; }

 private:
  Scheduler* scheduler_ = nullptr;
  detail::Atomic<bool> is_taken_{false};
#if UASYNCIO_HOSTED
  bool is_from_heap_ = false;
#endif
  alignas(void*) unsigned char room_[room] = {};
};

}  // namespace uasyncio::kernel
