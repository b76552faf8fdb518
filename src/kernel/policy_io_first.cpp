// SPDX-License-Identifier: MIT
// Of kernel/scheduler.hpp: Policy::io_first. What a look makes ready runs before what was ready.
#include "uasyncio/kernel/scheduler.hpp"

namespace uasyncio::kernel {
namespace {

// This many urgent steps in a row at most: then one ordinary task has its turn.
constexpr unsigned urgent_steps_in_a_row = 8;

}  // namespace

bool Scheduler::pass_io_first(Scheduler& self) noexcept {
  UASYNCIO_ASSERT(self.is_owner());
  UASYNCIO_ASSERT(self.next_ == nullptr);
  if (!self.ready_.empty()) self.arm_alarm();
  if (self.port_->needs_look()) self.look_urgently();
  const Instant wake = self.choose_wake();
  if (self.ready_.empty() && self.urgent_.empty()) return self.idle(wake);
  self.run_ready_io_first();
  self.current_ = nullptr;
  return true;
}

void Scheduler::run_ready_io_first() noexcept {
  UASYNCIO_ASSERT(has_ready());
  Node* const last = ready_.empty() ? nullptr : ready_.last();
  pauses_ = false;
  for (;;) {
    for (unsigned steps = 0; steps != urgent_steps_in_a_row && !urgent_.empty(); ++steps) {
      step(task_of(urgent_.pop()));
      if (pauses_) return;
      arm_alarm();
      if (port_->needs_look()) look_urgently();
    }
    if (last == nullptr) return;
    UASYNCIO_ASSERT(!ready_.empty());  // `last` is in it
    Node* node = ready_.pop();
    step(task_of(node));
    if (node == last || pauses_) return;
    arm_alarm();
    if (port_->needs_look()) look_urgently();
  }
}

void Scheduler::look_urgently() noexcept {
  UASYNCIO_ASSERT(is_owner());
  const ReadyQueue::Chain before = ready_.take_all();
  look();
  UASYNCIO_ASSERT(before.first == nullptr || *before.end == nullptr);  // nobody added to it
  urgent_.push_all(ready_.take_all());
  ready_.push_all(before);
}

}  // namespace uasyncio::kernel
