// SPDX-License-Identifier: MIT
// Time and alarm of the nRF51, both of TIMER0: at 1 MHz a tick is a microsecond, and compare
// register 0 is the alarm. The counter has 32 bits; an alarm each half round at the latest keeps
// count of its rounds.
#include "ports/nrf/port.hpp"

#include "uasyncio/port/platform.hpp"

#include "ports/bare_metal/diagnosis.hpp"
#include "ports/cortex_m/interrupts.hpp"
#include "ports/cortex_m/registers.hpp"
#include "ports/nrf/chip.hpp"

#include <algorithm>

namespace uasyncio::nrf {
namespace {

using cortex_m::register_at;

// Chapter 18 "Timer/counter": TIMER0, the only one with 32 bits. Compare register 0 is the alarm;
// number 1 is where the counter is captured to be read.
constexpr std::uintptr_t base = 0x4000'8000;
constexpr std::uintptr_t start = base + 0x000;
constexpr std::uintptr_t capture_1 = base + 0x044;
constexpr std::uintptr_t reached_0 = base + 0x140;
constexpr std::uintptr_t enable_interrupts = base + 0x304;
constexpr std::uintptr_t bit_mode = base + 0x508;
constexpr std::uintptr_t prescaler = base + 0x510;
constexpr std::uintptr_t compare_0 = base + 0x540;
constexpr std::uintptr_t compare_1 = base + 0x544;
constexpr std::uint32_t interrupt_0 = 1u << 16;
constexpr std::uint32_t with_32_bits = 3;
constexpr std::uint32_t by_16 = 4;  // 16 MHz / 2^4

std::uint32_t read_counter() noexcept {
  register_at(capture_1) = 1;
  return register_at(compare_1);
}

[[gnu::init_priority(200)]] TimerPort port;  // before all other static objects

}  // namespace

TimerPort::TimerPort() noexcept {
  start_crystal();
  register_at(bit_mode) = with_32_bits;
  register_at(prescaler) = by_16;
  register_at(enable_interrupts) = interrupt_0;
  register_at(start) = 1;
  cortex_m::enable_irq(irq::timer0);
  start_alarm(never);
}

// An interrupt between capture and reading may capture again: the value is newer then, not wrong.
Instant TimerPort::now() noexcept { return at_microseconds(clock_.read(read_counter)); }

// The comparison is for equality: a value that the counter has gone past while we wrote it would
// come a round late. One too near is put off, and after writing we look whether it was too late.
bool TimerPort::start_alarm(Instant deadline) noexcept {
  const Time time = to_microseconds(now());
  const Time end = to_microseconds(deadline);
  clock_.note(static_cast<std::uint32_t>(time));
  if (time >= end) return false;
  constexpr std::uint32_t shortest = 2;
  const std::uint32_t length = cortex_m::CounterClock::alarm_length(time, end);
  falls_short_ = length != end - time;
  const std::uint32_t from = static_cast<std::uint32_t>(time);
  register_at(reached_0) = 0;
  register_at(compare_0) = from + std::max(length, shortest);
  const bool is_past = read_counter() - from >= length;
  if (is_past) cortex_m::pend_irq(irq::timer0);
  return true;
}

void TimerPort::on_compare() noexcept {
  if (falls_short_) {
    go_on();
  } else {
    start_alarm(never);
    on_alarm();
  }
}

}  // namespace uasyncio::nrf

extern "C" void timer0_handler() { uasyncio::nrf::port.on_compare(); }

namespace uasyncio::platform {

Port& default_port() noexcept { return nrf::port; }
std::uint32_t wakeups() noexcept { return nrf::port.wakeups(); }

}  // namespace uasyncio::platform
