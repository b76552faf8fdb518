// SPDX-License-Identifier: MIT
// What drivers hang on: one bell and one timer. A driver may be made before a loop runs and
// outlive loops, so each use first looks which loop it belongs to; what is rung while there is
// none is heard by the next.
#include "uasyncio/threadsafe/alarm.hpp"

#include "uasyncio/kernel/report.hpp"

namespace uasyncio {

Alarm::Alarm(Answer answer) noexcept : kernel::Doorbell(&Alarm::on_ring), answer_(answer) {
  kernel::CallbackTimer::state = kernel::State::not_a_task;
  kernel::CallbackTimer::fired = &on_time;
  kernel::CallbackTimer::deadline = never;
  find_home();
}

Alarm::~Alarm() {
  kernel::Signal::answer = &ignore_ring;  // the driver around it has gone already
  if (resident_link != nullptr) ring_at(never);
  take_down();
}

/// False if no loop runs.
bool Alarm::find_home() noexcept {
  if (resident_link != nullptr) return true;
  kernel::CallbackTimer::deadline = never;  // the loop before has gone, and the timer with it
  kernel::Scheduler* const scheduler = kernel::Scheduler::running();
  if (scheduler == nullptr || scheduler->is_closing()) return false;
  move_home(scheduler);
  return true;
}

void Alarm::ring() noexcept {
  take_running_for_home();  // `on_ring` does the rest
  kernel::Doorbell::ring();
}

void Alarm::ring_at(Instant when) noexcept {
  if (!find_home()) return;
  kernel::Scheduler* const scheduler = home.load(std::memory_order_relaxed);
  if (deadline() != never) scheduler->remove_timer(this);
  kernel::CallbackTimer::deadline = when;
  if (when != never) scheduler->add_timer(this);
}

void Alarm::complain(const char* sentence) noexcept { kernel::Report() << sentence << "\n"; }

void Alarm::on_ring(kernel::Signal& signal) noexcept {
  auto& alarm = static_cast<Alarm&>(signal);
  if (alarm.find_home()) {
    alarm.answer_(alarm, Cause::rung);
  } else {
    alarm.move_to(nullptr);  // a loop that ends: the next one will see the level
  }
}

void Alarm::on_time(kernel::CallbackTimer* timer) noexcept {
  auto& alarm = static_cast<Alarm&>(*timer);
  alarm.kernel::CallbackTimer::deadline = never;
  alarm.answer_(alarm, Cause::due);
}

}  // namespace uasyncio
