// SPDX-License-Identifier: MIT
// Time and alarm of the LM3S. Its timers cannot be read in QEMU while they run, so the watchdog
// counts the time and a timer gives the alarm. The watchdog must not reach its end: another timer
// has it started anew in time. Not the alarm's, which would have to be set once more whenever it
// has come.
#include "ports/lm3s/port.hpp"

#include "uasyncio/port/platform.hpp"

#include "ports/bare_metal/complain.hpp"
#include "ports/bare_metal/diagnosis.hpp"
#include "ports/cortex_m/interrupts.hpp"
#include "ports/cortex_m/registers.hpp"
#include "ports/lm3s/chip.hpp"
#include "ports/lm3s/clock.hpp"
#include "ports/lm3s/stopwatch.hpp"
#include "ports/lm3s/timer.hpp"

namespace uasyncio::lm3s {
namespace {

using cortex_m::Register;

// 10.4 "Watchdog Timer": counts down, and from `load` when that is written. At its end, after 343
// s, it would ask for an interrupt, and QEMU's stops when it has done so twice.
struct Watchdog {
  Register load;
  Register value;
  Register control;
};
constexpr std::uint32_t counting = 1;  // in control

Watchdog& watchdog() noexcept { return *reinterpret_cast<Watchdog*>(0x4000'0000); }

Timer& alarm_timer() noexcept { return *reinterpret_cast<Timer*>(0x4003'0000); }
Timer& restart_timer() noexcept { return *reinterpret_cast<Timer*>(0x4003'3000); }

// Less than what the stopwatch counts, 171 s, by as long as interrupts may be masked.
constexpr std::uint32_t restart_period = 140 * clock_hz;

[[gnu::init_priority(200)]] WatchdogPort port;  // before all other static objects

}  // namespace

WatchdogPort::WatchdogPort() noexcept {
  const bool is_exact = run_from_pll();
  if (!is_exact) bare_metal::complain("uasyncio: the PLL does not lock, time is inexact\n");
  enable_clock(rcgc0, 1u << 3);              // watchdog
  enable_clock(rcgc1, 1u << 16 | 1u << 19);  // timers 0 and 3
  watchdog().load = 0xFFFF'FFFF;
  watchdog().control = counting;
  alarm_timer().prepare();
  restart_timer().prepare(Timer::periodic);
  restart_timer().start(restart_period);
  cortex_m::enable_irq(irq::timer0);
  cortex_m::enable_irq(irq::timer3);
}

Instant WatchdogPort::now() noexcept {
  cortex_m::InterruptMask masked;
  return at_microseconds(stopwatch_.time(~watchdog().value));
}

// One that falls short never comes: before, the stopwatch is started anew, and the alarm with it.
bool WatchdogPort::start_alarm(Instant deadline) noexcept {
  const std::uint32_t at = stopwatch_.ticks_at(to_microseconds(deadline));
  const std::uint32_t from = ~watchdog().value;
  if (at <= from) return false;
  falls_short_ = at == Stopwatch::most_ticks;
  alarm_timer().start(at - from);
  return true;
}

void WatchdogPort::on_alarm_timer() noexcept {
  alarm_timer().interrupt_clear = Timer::timed_out;
  on_alarm();
}

// The few ticks between reading and restarting are lost, less than a microsecond in 140 s.
void WatchdogPort::on_restart_timer() noexcept {
  restart_timer().interrupt_clear = Timer::timed_out;
  const std::uint32_t ticks = ~watchdog().value;
  watchdog().load = 0xFFFF'FFFF;
  stopwatch_.restart(ticks);
  if (falls_short_) go_on();
}

}  // namespace uasyncio::lm3s

extern "C" void timer0_handler() { uasyncio::lm3s::port.on_alarm_timer(); }
extern "C" void timer3_handler() { uasyncio::lm3s::port.on_restart_timer(); }

namespace uasyncio::platform {

Port& default_port() noexcept { return lm3s::port; }
std::uint32_t wakeups() noexcept { return lm3s::port.wakeups(); }

}  // namespace uasyncio::platform
