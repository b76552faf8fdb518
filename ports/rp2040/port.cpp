// SPDX-License-Identifier: MIT
// Time and alarm of the RP2040 (datasheet, 4.6 "Timer"). The counter has 64 bits and never wraps.
// An alarm compares 32 of them, for equality: it is never set farther away than they tell apart.
#include "ports/rp2040/port.hpp"

#include "uasyncio/port/platform.hpp"
#include "uasyncio/power/deep_sleep.hpp"

#include "ports/bare_metal/complain.hpp"
#include "ports/bare_metal/diagnosis.hpp"
#include "ports/rp2040/chip.hpp"
#include "ports/rp2040/clock.hpp"
#include "ports/rp2040/deep_sleep.hpp"
#include "ports/rp2040/timer_registers.hpp"

#include <algorithm>

namespace uasyncio::rp2040 {
namespace {

using cortex_m::register_at;

using namespace timer_registers;

constexpr std::uintptr_t alarm_0 = alarm(0);
constexpr std::uint32_t of_alarm_0 = 1u << 0;
constexpr Time longest_alarm = 3'600 * Time{1'000'000};

[[gnu::init_priority(200)]] TimerPort port;  // before all other static objects

#if UASYNCIO_DIAGNOSTICS
constinit Duration asleep_deeply{};

/// The timer goes on in a deep sleep, and its interrupts are masked: they come afterwards.
void sleep_and_count(TimerPort& its_port) noexcept {
  const Instant begin = its_port.now();
  bare_metal::wait_for_interrupt();
  asleep_deeply += its_port.now() - begin;
}
#endif

}  // namespace

TimerPort::TimerPort() noexcept {
  const bool is_exact = run_from_pll();
  release(reset::timer);
  register_at(alarms_armed) = of_alarm_0;
  register_at(happened) = of_alarm_0;
  set_bits(enable_interrupts, of_alarm_0);
  cortex_m::enable_irq(irq::timer(0));
  if (!is_exact) bare_metal::complain("uasyncio: no crystal or PLL, time is inexact\n");
}

// The halves are of the same moment if the upper one has not changed meanwhile.
Instant TimerPort::now() noexcept {
  std::uint32_t upper = register_at(upper_half);
  while (true) {
    const std::uint32_t lower = register_at(lower_half);
    const std::uint32_t again = register_at(upper_half);
    if (again == upper) return at_microseconds(Time{upper} << 32 | lower);
    upper = again;
  }
}

// What the counter has gone past while the alarm was set would come a round late.
bool TimerPort::start_alarm(Instant deadline) noexcept {
  const Time time = to_microseconds(now());
  const Time end = to_microseconds(deadline);
  if (time >= end) return false;
  register_at(alarms_armed) = of_alarm_0;
  register_at(happened) = of_alarm_0;
  if (deadline == never) return true;
  const Time length = std::min(end - time, longest_alarm);
  falls_short_ = length != end - time;
  register_at(alarm_0) = static_cast<std::uint32_t>(time + length);
  if (to_microseconds(now()) - time >= length) cortex_m::pend_irq(irq::timer(0));
  return true;
}

void TimerPort::on_timer() noexcept {
  register_at(happened) = of_alarm_0;
  if (falls_short_) {
    go_on();
  } else {
    on_alarm();
  }
}

}  // namespace uasyncio::rp2040

extern "C" void timer0_handler() { uasyncio::rp2040::port.on_timer(); }

namespace uasyncio::platform {

Port& default_port() noexcept { return rp2040::port; }
std::uint32_t wakeups() noexcept { return rp2040::port.wakeups(); }

#if UASYNCIO_DIAGNOSTICS
void sleep_deeply(bool is_deep) noexcept {
  rp2040::set_deep_sleep(is_deep);
  rp2040::port.counted_sleep = is_deep ? &rp2040::sleep_and_count : nullptr;
}
std::uint64_t asleep_deeply_us() noexcept { return to_microseconds(rp2040::asleep_deeply); }
#else
void sleep_deeply(bool is_deep) noexcept { rp2040::set_deep_sleep(is_deep); }
#endif

}  // namespace uasyncio::platform
