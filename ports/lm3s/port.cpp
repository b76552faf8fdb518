// Time and alarm of the LM3S. Its timers cannot be read in QEMU while they run, so the watchdog
// counts the time and a timer gives the alarm. The watchdog must not reach its end: an alarm comes
// in any case before, and starts it anew.
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

#include <algorithm>

namespace uasyncio::lm3s {
namespace {

using cortex_m::Register;

// 10.4 "Watchdog Timer": counts down, and from `load` when that is written. It must not reach its
// end: that would ask for an interrupt, and QEMU's stops when it has done so twice.
struct Watchdog {
  Register load;
  Register value;
  Register control;
};
constexpr std::uint32_t counting = 1;  // in control
constexpr std::uint32_t restart_ticks = 30 * clock_hz;

Watchdog& watchdog() noexcept { return *reinterpret_cast<Watchdog*>(0x4000'0000); }

Timer& alarm_timer() noexcept { return *reinterpret_cast<Timer*>(0x4003'0000); }

// With restart_ticks less than what the stopwatch counts, 171 s.
constexpr std::uint32_t longest_alarm = 131 * clock_hz;

void start_alarm_timer(std::uint32_t ticks) noexcept { alarm_timer().start(ticks); }

[[gnu::init_priority(200)]] WatchdogPort port;  // before all other static objects

}  // namespace

WatchdogPort::WatchdogPort() noexcept {
  const bool is_exact = run_from_pll();
  if (!is_exact) bare_metal::complain("uasyncio: the PLL does not lock, time is inexact\n");
  enable_clock(rcgc0, 1u << 3);   // watchdog
  enable_clock(rcgc1, 1u << 16);  // timer 0
  watchdog().load = 0xFFFF'FFFF;
  watchdog().control = counting;
  alarm_timer().prepare();
  cortex_m::enable_irq(irq::timer0);
  start_alarm_timer(longest_alarm);
}

Instant WatchdogPort::now() noexcept {
  cortex_m::InterruptMask masked;
  return at_microseconds(stopwatch_.time(~watchdog().value));
}

// Those of the stopwatch, which is started anew in time. The few ticks between reading and
// restarting are lost, less than a microsecond in 30 s.
std::uint32_t WatchdogPort::ticks() noexcept {
  const std::uint32_t ticks = ~watchdog().value;
  if (ticks < restart_ticks) [[likely]] return ticks;
  watchdog().load = 0xFFFF'FFFF;
  stopwatch_.restart(ticks);
  return 0;
}

bool WatchdogPort::start_alarm(Instant deadline) noexcept {
  const std::uint32_t from = ticks();
  const std::uint32_t at = stopwatch_.ticks_at(to_microseconds(deadline));
  if (at <= from) return false;
  const std::uint32_t length = at - from;
  falls_short_ = length > longest_alarm || at == Stopwatch::most_ticks;
  start_alarm_timer(std::min(length, longest_alarm));
  return true;
}

void WatchdogPort::on_alarm_timer() noexcept {
  if (falls_short_) {
    go_on();
    return;
  }
  ticks();
  start_alarm_timer(longest_alarm);
  falls_short_ = true;
  on_alarm();
}

}  // namespace uasyncio::lm3s

extern "C" void timer0_handler() { uasyncio::lm3s::port.on_alarm_timer(); }

namespace uasyncio::platform {

Port& default_port() noexcept { return lm3s::port; }
std::uint32_t wakeups() noexcept { return lm3s::port.wakeups(); }

}  // namespace uasyncio::platform
