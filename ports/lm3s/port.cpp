#include "ports/lm3s/port.hpp"

#include "uasyncio/port/platform.hpp"

#include "ports/bare_metal/complain.hpp"
#include "ports/bare_metal/diagnosis.hpp"
#include "ports/cortex_m/interrupts.hpp"
#include "ports/cortex_m/registers.hpp"
#include "ports/lm3s/chip.hpp"
#include "ports/lm3s/clock.hpp"
#include "ports/lm3s/stopwatch.hpp"

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
constexpr std::uint32_t restart_ticks = std::uint32_t{1} << 31;  // 171 s

Watchdog& watchdog() noexcept { return *reinterpret_cast<Watchdog*>(0x4000'0000); }

// 9.5 "General-Purpose Timers".
struct Timer {
  Register configuration;  // 0: both halves as one of 32 bits
  Register mode;
  Register unused_1;
  Register control;
  Register unused_2[2];
  Register interrupt_mask;
  Register unused_3[2];
  Register interrupt_clear;
  Register load;
};
constexpr std::uint32_t one_shot = 1;
constexpr std::uint32_t enabled = 1;
constexpr std::uint32_t timed_out = 1;

Timer& alarm_timer() noexcept { return *reinterpret_cast<Timer*>(0x4003'0000); }

// 134 s. With restart_ticks less than the 343 s of the watchdog.
constexpr Duration longest_alarm = Duration{1} << 27;

[[gnu::init_priority(200)]] WatchdogPort port;  // before all other static objects

}  // namespace

WatchdogPort::WatchdogPort() noexcept {
  const bool is_exact = run_from_pll();
  if (!is_exact) bare_metal::complain("uasyncio: the PLL does not lock, time is inexact\n");
  enable_clock(rcgc0, 1u << 3);   // watchdog
  enable_clock(rcgc1, 1u << 16);  // timer 0
  watchdog().load = 0xFFFF'FFFF;
  watchdog().control = counting;
  alarm_timer().configuration = 0;
  alarm_timer().mode = one_shot;
  alarm_timer().interrupt_mask = timed_out;
  cortex_m::enable_irq(irq::timer0);
  set_alarm(0, never);
}

Time WatchdogPort::now() noexcept {
  cortex_m::InterruptMask masked;
  return stopwatch_.time(~watchdog().value);
}

// The few ticks between reading and restarting are lost, less than a microsecond in 171 s.
void WatchdogPort::restart_in_time() noexcept {
  const std::uint32_t ticks = ~watchdog().value;
  if (ticks < restart_ticks) return;
  watchdog().load = 0xFFFF'FFFF;
  stopwatch_.restart(ticks);
}

void WatchdogPort::set_alarm(Time time, Time deadline) noexcept {
  restart_in_time();
  Timer& timer = alarm_timer();
  timer.control = 0;
  timer.interrupt_clear = timed_out;
  const auto length = static_cast<std::uint32_t>(std::min(deadline - time, longest_alarm));
  timer.load = ticks_from_microseconds(length);
  timer.control = enabled;
}

void WatchdogPort::on_alarm_timer() noexcept {
  alarm_timer().interrupt_clear = timed_out;
  on_alarm();
}

}  // namespace uasyncio::lm3s

extern "C" void timer0_handler() { uasyncio::lm3s::port.on_alarm_timer(); }

namespace uasyncio::platform {

Port& default_port() noexcept { return lm3s::port; }
std::uint32_t wakeups() noexcept { return lm3s::port.wakeups(); }

}  // namespace uasyncio::platform
