// Waiting for a descriptor: readable(fd) and writable(fd), on ports with I/O.
#pragma once

#include "uasyncio/core/coro.hpp"
#include "uasyncio/port/port.hpp"

namespace uasyncio {

class [[nodiscard("co_await it: without that nobody waits")]] ReadinessWait {
 public:
  ReadinessWait(int descriptor, Interest interest) noexcept
      : descriptor_(descriptor), interest_(interest) {}
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> awaiting) const noexcept;
  void await_resume() const { detail::raise_pending_failure(); }

 private:
  int descriptor_;
  Interest interest_;
};

/// Suspends until `descriptor` can be read without blocking, has ended or failed; for one turn, if
/// it always can (a regular file). Any number of tasks may wait for one descriptor; all
/// are woken. Cancelling leaves no trace. OSError (EBADF) if it cannot be watched. Await nothing on
/// a descriptor that is being closed. From a task.
[[nodiscard("co_await it: without that nobody waits")]]
inline ReadinessWait readable(int descriptor) noexcept {
  return ReadinessWait(descriptor, Interest::read);
}

/// The same for writing.
[[nodiscard("co_await it: without that nobody waits")]]
inline ReadinessWait writable(int descriptor) noexcept {
  return ReadinessWait(descriptor, Interest::write);
}

}  // namespace uasyncio
