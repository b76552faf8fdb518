#include "ports/bare_metal/alarm_port.hpp"

#include "ports/bare_metal/interrupts.hpp"

namespace uasyncio::bare_metal {

bool AlarmPort::wait(Time deadline) noexcept {
  InterruptMask masked;
  while (!needs_look() && set_alarm_before(deadline)) {
    wait_for_interrupt();
    ++wakeups_;
    serve_pending_interrupts();
  }
  return true;
}

void AlarmPort::arm(Time deadline) noexcept {
  InterruptMask masked;
  if (deadline != armed_ && !set_alarm_before(deadline)) wake();
}

// Returns false, and leaves the alarm alone, if the deadline has passed.
bool AlarmPort::set_alarm_before(Time deadline) noexcept {
  const Time time = now();
  if (time >= deadline) return false;
  if (deadline != armed_) {
    armed_ = deadline;
    set_alarm(time, deadline);
  }
  return true;
}

// The hardware may come early: it counts less far than a deadline lies ahead, and not exactly in
// our microseconds.
void AlarmPort::on_alarm() noexcept {
  const Time time = now();
  if (time >= armed_) {
    armed_ = never;
    wake();
  }
  set_alarm(time, armed_);
}

}  // namespace uasyncio::bare_metal
