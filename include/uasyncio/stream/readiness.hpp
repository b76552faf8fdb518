// SPDX-License-Identifier: MIT
// Waiting for a descriptor: readable(fd) and writable(fd), on ports with I/O.
#pragma once

#include "uasyncio/core/coro.hpp"
#include "uasyncio/kernel/wait_list.hpp"

#include <cstdint>

namespace uasyncio {

/// Which direction of a descriptor or a device.
enum class Interest : std::uint8_t { read, write };

/// What a port says of a descriptor: `ready` now and always (a regular file), `wait` on the list it
/// handed out, or an `error` (the errno is in the answer).
struct Readiness {
  enum class Kind : std::uint8_t { ready, wait, error };
  Kind kind = Kind::error;
  int error_code = 0;
  kernel::WaitList* list = nullptr;
};

class Descriptors;

/// Who has a descriptor watched for good, from its first wait to its end. Told in `Port::poll`,
/// between the turns of tasks.
struct DescriptorWatch {
  enum News : std::uint8_t {
    can_read = 1,
    can_write = 2,
    is_ending = 4,  // the peer sends no more, or the line is broken: read until the end
    is_urgent = 8,  // a read may stop short in front of urgent data
  };
  /// `news` is what is true since the last call, several at once. Changes, not states: what was not
  /// used up is not told again.
  using Tell = void (*)(DescriptorWatch&, unsigned news) noexcept;
  explicit constexpr DescriptorWatch(Tell function) noexcept : tell(function) {}

  Tell tell;
  Descriptors* watcher = nullptr;  // the port that watches
  int descriptor = -1;
};

/// What a port with I/O tells of descriptors. It derives from this and from Port, and gives itself
/// in Port::descriptors. In the loop's thread.
class Descriptors {
 public:
  /// The list on which a task waits until `descriptor` is ready. `Port::poll` wakes it.
  virtual Readiness readiness(int descriptor, Interest interest) noexcept = 0;
  /// Watches `watch.descriptor` from now on, and sets `watch.watcher`. What it is ready for already
  /// is told too. Gives an errno, 0 if done: EPERM for a regular file, EEXIST if it is watched.
  virtual int watch(DescriptorWatch& watch) noexcept = 0;
  /// Tells it nothing any more, also of what has happened already. Before its descriptor is closed.
  virtual void unwatch(DescriptorWatch& watch) noexcept = 0;
  /// Closes a descriptor; tasks that wait for it fail with OSError (EBADF).
  virtual void close_descriptor(int descriptor) noexcept = 0;

 protected:
  ~Descriptors() = default;
};

class [[nodiscard("co_await it: without that nobody waits")]] ReadinessWait
    : public detail::FailsAsTask {
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
/// are woken. Cancelling leaves no trace. OSError (EBADF) if it cannot be watched, or is closed
/// meanwhile by `close_descriptor`; closed by other means it wakes nobody, until its number is
/// waited for again. From a task.
[[nodiscard("co_await it: without that nobody waits")]]
inline ReadinessWait readable(int descriptor) noexcept {
  return ReadinessWait(descriptor, Interest::read);
}

/// The same for writing.
[[nodiscard("co_await it: without that nobody waits")]]
inline ReadinessWait writable(int descriptor) noexcept {
  return ReadinessWait(descriptor, Interest::write);
}

/// Closes a descriptor that tasks may wait for: they fail with OSError (EBADF), before its number
/// can be used again. From a task.
void close_descriptor(int descriptor) noexcept;

}  // namespace uasyncio
