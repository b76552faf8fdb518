// SPDX-License-Identifier: MIT
// Alarm: what a driver without a task hangs on. An interrupt rings it, or its one deadline passes,
// and then the loop asks the driver what to do.
#pragma once

#include "uasyncio/port/time.hpp"
#include "uasyncio/kernel/doorbell.hpp"

#include <cstdint>

namespace uasyncio {

/// Base of a driver. It belongs to the loop that runs when it is constructed, or else to the first
/// one that runs when it is rung or given a deadline; it may outlive that and goes on in the next.
/// No memory but itself; a deadline costs an entry in the timer queue, as a sleep does.
class Alarm : private kernel::Doorbell, private kernel::CallbackTimer {
 public:
  enum class Cause : std::uint8_t { rung, due };

  /// The instant now, by the clock of the running loop; its start while none runs. From everywhere.
  static Instant now() noexcept {
    kernel::Scheduler* const scheduler = kernel::Scheduler::running();
    return scheduler == nullptr ? Instant{} : scheduler->port().now();
  }

 protected:
  /// Runs in the loop's thread, between the turns of tasks. It may set events and deadlines and
  /// create tasks, and must not call the user's functions itself: those may fail, and may destroy
  /// the driver.
  using Answer = void (*)(Alarm&, Cause) noexcept;

  explicit Alarm(Answer answer) noexcept;
  /// Nothing may ring it any more. What has rung and was not answered is dropped.
  ~Alarm();

  /// The answer comes soon, once for all rings before it; a sleeping loop wakes up. While no loop
  /// runs nothing happens. From interrupts, other threads and tasks; does not block.
  void ring() noexcept;
  /// The answer comes at `when`, once; in place of the deadline before. `never` is none. From the
  /// loop's thread; while no loop runs nothing happens.
  void ring_at(Instant when) noexcept;
  /// No answers any more, also to what has rung already, until `start`. It is started when
  /// constructed. From the loop's thread.
  void stop() noexcept {
    kernel::Signal::answer = &ignore_ring;
    ring_at(never);
  }
  void start() noexcept { kernel::Signal::answer = &on_ring; }
  /// Tells the user what is wrong, as the library's own reports do. Nothing without diagnostics.
  static void complain(const char* sentence) noexcept;
  /// When the answer comes, `never` if it does not.
  Instant deadline() const noexcept { return kernel::CallbackTimer::deadline; }

 private:
  bool find_home() noexcept;
  static void on_ring(kernel::Signal& signal) noexcept;
  static void ignore_ring(kernel::Signal&) noexcept {}
  static void on_time(kernel::CallbackTimer* timer) noexcept;

  Answer answer_;
};

}  // namespace uasyncio
