// SPDX-License-Identifier: MIT
// Time and alarm of the STM32F4, by its two timers with 32 bits: TIM2 counts microseconds and is
// never stopped, TIM5 gives the alarm. QEMU's timers keep other rules than the chip's, so what
// depends on that asks which of the two it is.
#include "ports/stm32/port.hpp"

#include "uasyncio/port/platform.hpp"

#include "ports/bare_metal/diagnosis.hpp"
#include "ports/cortex_m/interrupts.hpp"
#include "ports/cortex_m/registers.hpp"
#include "ports/stm32/chip.hpp"
#include "ports/stm32/clock.hpp"

namespace uasyncio::stm32 {
namespace {

using cortex_m::Register;

// RM0090, 18.4 "TIM2 to TIM5 registers". Only TIM2 and TIM5 have 32 bits.
struct Timer {
  Register control;  // CR1
  Register unused_1[2];
  Register interrupts;  // DIER
  Register status;      // SR
  Register event;       // EGR
  Register unused_2[3];
  Register count;      // CNT
  Register prescaler;  // PSC
  Register reload;     // ARR
};
constexpr std::uint32_t enabled = 1u << 0;               // in control
constexpr std::uint32_t only_overflow_counts = 1u << 2;  // URS: `restart` is no update event
constexpr std::uint32_t one_pulse = 1u << 3;
constexpr std::uint32_t update = 1u << 0;   // in interrupts and status
constexpr std::uint32_t restart = 1u << 0;  // in event: reload and prescaler count, from 0

Timer& clock_timer() noexcept { return *reinterpret_cast<Timer*>(0x4000'0000); }  // TIM2
Timer& alarm_timer() noexcept { return *reinterpret_cast<Timer*>(0x4000'0C00); }  // TIM5

// QEMU's timers run at 1 GHz from its start, enabled or not. One counts its alarm from the last
// write of the count instead of from now (it adds "now" twice), so that the alarm is right only
// while the count is the time since QEMU's start: for that, it must not be restarted.
void start_emulated_timers() noexcept {
  constexpr std::uint32_t ticks_per_microsecond = 1'000;
  const std::uint32_t since_start = alarm_timer().count / ticks_per_microsecond;
  alarm_timer().prescaler = ticks_per_microsecond - 1;
  alarm_timer().count = since_start;
  clock_timer().prescaler = ticks_per_microsecond - 1;
  clock_timer().event = restart;
}

void start_timers() noexcept {
  const std::uint32_t ticks_per_microsecond = clocks().timers;
  enable_clock(rcc_apb1_enable, 1u << 0 | 1u << 3);  // TIM2, TIM5
  alarm_timer().prescaler = ticks_per_microsecond - 1;
  clock_timer().prescaler = ticks_per_microsecond - 1;
  clock_timer().reload = 0xFFFF'FFFF;
  clock_timer().event = restart;
  clock_timer().control = enabled;
}

[[gnu::init_priority(200)]] TimerPort port;  // before all other static objects

}  // namespace

TimerPort::TimerPort() noexcept {
  if (is_emulated()) {
    start_emulated_timers();
  } else {
    start_clocks();
    start_timers();
  }
  cortex_m::enable_irq(irq::timer5);
  start_alarm(never);
}

Instant TimerPort::now() noexcept {
  return at_microseconds(clock_.read([] { return clock_timer().count; }));
}

// One pulse: counts `length` and one more, then stops and interrupts. QEMU's counts `length` from
// the write of `reload`, and again and again as long as interrupting is enabled.
bool TimerPort::start_alarm(Instant deadline) noexcept {
  const Time time = to_microseconds(now());
  const Time end = to_microseconds(deadline);
  clock_.note(static_cast<std::uint32_t>(time));
  if (time >= end) return false;
  Timer& timer = alarm_timer();
  timer.interrupts = 0;
  timer.control = one_pulse | only_overflow_counts;
  const std::uint32_t length = cortex_m::CounterClock::alarm_length(time, end);
  falls_short_ = length != end - time;
  timer.reload = length;
  if (!is_emulated()) timer.event = restart;
  timer.status = 0;
  timer.interrupts = update;
  timer.control = one_pulse | only_overflow_counts | enabled;
  return true;
}

void TimerPort::on_alarm_timer() noexcept {
  if (falls_short_) {
    go_on();
  } else {
    start_alarm(never);
    on_alarm();
  }
}

}  // namespace uasyncio::stm32

extern "C" void timer5_handler() { uasyncio::stm32::port.on_alarm_timer(); }

namespace uasyncio::platform {

Port& default_port() noexcept { return stm32::port; }
std::uint32_t wakeups() noexcept { return stm32::port.wakeups(); }

}  // namespace uasyncio::platform
