// SPDX-License-Identifier: MIT
// The software interrupt of a loop that runs in one, in virtual time: what asks for it is
// interrupted at once.
#pragma once

#include "uasyncio/port/interrupt_port.hpp"
#include "uasyncio/testing/sim_port.hpp"

#include <atomic>
#include <utility>

namespace uasyncio::testing {

/// Must not outlive `sim`; its alarms come as those of `SimPort::at`, also while a task works. From
/// tasks, plain code and what plays an interrupt, in the thread of `sim`.
class SimInterruptPort final : public InterruptPort {
 public:
  explicit SimInterruptPort(SimPort& sim) noexcept : InterruptPort(sim), sim_(sim) {}

  void wake() noexcept override {
    attention_.store(1, std::memory_order_release);
    is_pending_ = true;
    serve_pending();
  }

  /// While it is masked, the interrupt is remembered; it comes inside of `unmask`.
  void mask() noexcept { is_masked_ = true; }
  void unmask() noexcept {
    is_masked_ = false;
    serve_pending();
  }
  /// How often it came.
  unsigned interrupts() const noexcept { return interrupts_; }

 private:
  bool start_alarm(Instant deadline) noexcept override {
    if (deadline <= now()) return false;
    if (std::exchange(alarm_, deadline) == deadline || deadline == never) return true;
    sim_.at(to_microseconds(deadline), [this, deadline] {
      if (alarm_ != deadline) return;
      alarm_ = never;
      on_alarm();
    });
    return true;
  }
  void serve_pending() noexcept {
    if (is_masked_ || is_running_) return;
    is_running_ = true;
    while (is_pending_) {
      is_pending_ = false;
      ++interrupts_;
      run();
    }
    is_running_ = false;
  }

  SimPort& sim_;
  Instant alarm_ = never;
  bool is_masked_ = false;
  bool is_running_ = false;
  bool is_pending_ = false;
  unsigned interrupts_ = 0;
};

}  // namespace uasyncio::testing
