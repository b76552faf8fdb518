// SPDX-License-Identifier: MIT
// Signals of the operating system, for tasks. On the host only.
#pragma once

#include "uasyncio/port/config.hpp"

#if UASYNCIO_HOSTED

#include "uasyncio/core/coro.hpp"
#include "uasyncio/threadsafe/thread_safe_flag.hpp"

#include <atomic>
#include <cstdint>
#include <initializer_list>

namespace uasyncio {

/// Signals of these numbers come here, and do nothing else, while it lives:
///   Signals signals({SIGTERM, SIGHUP});
///   while (int number = co_await signals.next()) ...
/// One that comes again before it was taken is the same one, as in the system; of several the
/// lowest number is first. A number belongs to one Signals of the program at a time. SIGINT is the
/// program's end unless it comes here. Not movable; made and destroyed in one thread at a time, its
/// tasks are those of one loop.
class Signals {
 public:
  explicit Signals(std::initializer_list<int> numbers) noexcept;
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  /// Suspends until one of the signals has come, and takes it: its number, never 0. OSError (EBUSY)
  /// if one of the numbers is another one's, (EINVAL) if it cannot be caught. Cancelled, nothing is
  /// taken. From a task.
  [[nodiscard("co_await it: without that nobody waits")]] Coro<int> next();

  static constexpr int most = 64;  // of Linux

 private:
  struct Place;
  static Place places[most + 1];
  static void on_signal(int number) noexcept;
  Error take_over(int number) noexcept;
  int take() noexcept;

  std::atomic<std::uint64_t> owned_{0};  // a bit for each number, from 1 on
  std::atomic<std::uint64_t> pending_{0};
  ThreadSafeFlag news_;
  Error error_;
};

}  // namespace uasyncio

#endif
