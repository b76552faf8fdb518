// Sleeping between deadlines, for ports whose chip has one alarm. Whether there is news is looked
// at with interrupts masked, and the core sleeps masked too: an interrupt that comes in between
// stays pending and ends the sleep at once, so that none is slept through. Between setting the
// alarm and that look others may come: what they bring is news.
#include "ports/bare_metal/alarm_port.hpp"

#include "ports/bare_metal/interrupts.hpp"

namespace uasyncio::bare_metal {

bool AlarmPort::wait(Instant deadline) noexcept {
  // Unmasked: an alarm that comes meanwhile is news in any case.
  if (deadline != armed_ && !set_alarm(deadline)) return true;
  InterruptMask masked;
  while (!needs_look()) {
    wait_for_interrupt();
    ++wakeups_;
    serve_pending_interrupts();
  }
  return true;
}

void AlarmPort::arm(Instant deadline) noexcept { set_alarm(deadline); }

// False if the deadline has come.
bool AlarmPort::set_alarm(Instant deadline) noexcept {
  InterruptMask masked;
  if (start_alarm(deadline)) {
    armed_ = deadline;
    return true;
  }
  armed_ = never;
  deadline_has_come();
  return false;
}

}  // namespace uasyncio::bare_metal
