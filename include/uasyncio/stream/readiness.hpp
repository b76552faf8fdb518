// Waiting for a descriptor: readable(fd) and writable(fd), on ports with I/O.
#pragma once

#include "uasyncio/core/coro.hpp"
#include "uasyncio/kernel/wait_list.hpp"

#include <cstdint>

namespace uasyncio {

enum class Interest : std::uint8_t { read, write };

/// What a port says of a descriptor: `ready` now and always (a regular file), `wait` on the list it
/// handed out, or an `error` (the errno is in the answer).
struct Readiness {
  enum class Kind : std::uint8_t { ready, wait, error };
  Kind kind = Kind::error;
  int error_code = 0;
  kernel::WaitList* list = nullptr;
};

/// What a port with I/O tells of descriptors. It derives from this and from Port, and gives itself
/// in Port::descriptors.
class Descriptors {
 public:
  /// The list on which a task waits until `descriptor` is ready. `Port::poll` wakes it. In the
  /// loop's thread.
  virtual Readiness readiness(int descriptor, Interest interest) noexcept = 0;

 protected:
  ~Descriptors() = default;
};

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
