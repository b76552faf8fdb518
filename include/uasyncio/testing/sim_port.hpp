// SPDX-License-Identifier: MIT
// The sim port: virtual time, for tests. Time moves only when the loop has nothing to do, or when a
// test says so; a day passes in milliseconds and every run is the same.
//
// A loop that has something to do all the time polls: a task comes back from sleep_ms(0) again and
// again, and looks whether the time has come. When time has stood still for 10,000 passes, each
// further pass takes 100 us, until the loop rests; deadlines and interrupts keep their instants. If
// it has polled so for ten seconds, and no timer, interrupt or function in another thread is to
// come, that is reported once, with the tasks; it goes on, for it may wait for the clock.
#pragma once

#include "uasyncio/port/port.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace uasyncio {

namespace testing {
class SimNetwork;  // testing/sim_network.hpp
}

/// From tasks, plain code and what plays an interrupt, all in the thread that has made it; `wake`
/// from other threads too.
class SimPort final : public Port {
 public:
  using Action = std::function<void()>;  // tidy-ok: for tests, on the host

  /// While it lives, console and diagnostic output of this thread go to `transcript`, unless
  /// `echo` lets them through to standard output.
  explicit SimPort(bool echo = false);
  ~SimPort();

  Instant now() noexcept override { return now_; }
  bool wait(Instant deadline) noexcept override;
  void wake() noexcept override;
  void arm(Instant deadline) noexcept override {
    armed_ = alarm_ = deadline;
    if (deadline <= now_) wake();
  }
  /// Counts the passes; moves time for a loop that polls.
  void poll() noexcept override;

  /// Lets time pass while the running task "works": it blocks the loop for so long. Interrupts that
  /// fall into that time happen.
  void work(std::uint64_t length);
  void work_ms(std::uint64_t length) { work(length * microseconds_per_millisecond); }

  /// Calls `action` at `when`, as an interrupt would: between or in the middle of tasks' turns.
  void at(Time when, Action action);
  /// Calls `action` once, after the n-th atomic step from now in the code that talks to interrupts.
  void at_interrupt_point(unsigned n, Action action);
  /// How many atomic steps there have been.
  unsigned interrupt_points() const noexcept { return interrupt_points_; }

  /// Starts the clock elsewhere, for example just before a 32-bit counter would wrap.
  void set_time(Time now) noexcept {
    now_ = at_microseconds(now);
    passes_ = 0;
  }

  /// What was printed and reported since the start or the last `clear_transcript`.
  const std::string& transcript() const noexcept { return transcript_; }
  void clear_transcript() { transcript_.clear(); }
  /// Adds to it: so the console does.
  void write(const char* text, std::size_t length);

  std::uint32_t waits() const noexcept { return waits_; }

  /// The network of programs that name none, made when it is first asked for. Its devices must not
  /// outlive the port.
  testing::SimNetwork& sim_network();
  Network* network() noexcept override;

 private:
  struct Interrupt {
    Instant when;
    Action action;
  };

  bool has_interrupt_until(Instant deadline) const noexcept;
  bool was_moved_by_panel(Instant deadline) noexcept;
  bool wait_for_threads() noexcept;
  void move_to(Instant when);
  void report_polling_in_vain() noexcept;
  static void on_interrupt_point();

  Instant now_{};
  Instant alarm_ = never;              // the loop's first deadline, if it has told it in this pass
  std::uint32_t passes_ = 0;           // while time stood still, or was moved by them
  std::uint32_t passes_in_vain_ = 0;   // of those, in a row, with nothing to come
  std::vector<Interrupt> interrupts_;  // by time, then by order of `at`
  Action point_action_;
  unsigned point_countdown_ = 0;
  unsigned interrupt_points_ = 0;
  std::string transcript_;
  bool echo_;
  bool has_come_to_something_ = false;  // to the alarm or an interrupt, in this pass
  bool has_reported_ = false;
  std::uint32_t waits_ = 0;
  SimPort* outer_;
  std::unique_ptr<testing::SimNetwork> network_;
};

}  // namespace uasyncio
