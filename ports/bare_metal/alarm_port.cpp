// Sleeping between deadlines, for ports whose chip has one alarm. Whether the alarm is right and
// whether there is news is looked at with interrupts masked, and the core sleeps masked too: an
// interrupt that comes in between stays pending and ends the sleep at once, so that none is slept
// through.
#include "ports/bare_metal/alarm_port.hpp"

#include "ports/bare_metal/interrupts.hpp"

namespace uasyncio::bare_metal {

bool AlarmPort::wait(Instant deadline) noexcept {
  InterruptMask masked;
  if (!ensure_alarm(deadline)) return true;
  while (!needs_look()) {
    wait_for_interrupt();
    ++wakeups_;
    serve_pending_interrupts();
  }
  return true;
}

void AlarmPort::arm(Instant deadline) noexcept {
  InterruptMask masked;
  ensure_alarm(deadline);
}

// False if the deadline has come.
inline bool AlarmPort::ensure_alarm(Instant deadline) noexcept {
  if (deadline == armed_) return true;
  if (start_alarm(deadline)) {
    armed_ = deadline;
    return true;
  }
  armed_ = never;
  deadline_has_come();
  return false;
}

}  // namespace uasyncio::bare_metal
