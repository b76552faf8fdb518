// SPDX-License-Identifier: MIT
// Time and alarm of the nRF51, both of TIMER0: at 1 MHz a tick is a microsecond, and compare
// register 0 is the alarm. The counter has 32 bits; two other registers interrupt where each half
// of its round begins, so that no alarm has to be set for that.
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

// Chapter 18 "Timer/counter": TIMER0, the only one with 32 bits. Compare register 0 is the alarm,
// 2 and 3 are where the halves of a round begin; number 1 is where the counter is captured to be
// read.
constexpr std::uintptr_t base = 0x4000'8000;
constexpr std::uintptr_t start = base + 0x000;
constexpr std::uintptr_t capture_1 = base + 0x044;
constexpr std::uintptr_t reached_0 = base + 0x140;
constexpr std::uintptr_t reached_2 = base + 0x148;
constexpr std::uintptr_t reached_3 = base + 0x14C;
constexpr std::uintptr_t enable_interrupts = base + 0x304;
constexpr std::uintptr_t bit_mode = base + 0x508;
constexpr std::uintptr_t prescaler = base + 0x510;
constexpr std::uintptr_t compare_0 = base + 0x540;
constexpr std::uintptr_t compare_1 = base + 0x544;
constexpr std::uintptr_t compare_2 = base + 0x548;  // number 3 stays 0
constexpr std::uint32_t interrupts_0_2_3 = 1u << 16 | 1u << 18 | 1u << 19;
constexpr std::uint32_t half = 1u << 31;
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
  register_at(compare_2) = half;
  register_at(enable_interrupts) = interrupts_0_2_3;
  register_at(start) = 1;
  cortex_m::enable_irq(irq::timer0);
}

// An interrupt between capture and reading may capture again: the value is newer then, not wrong.
Instant TimerPort::now() noexcept { return at_microseconds(clock_.read(read_counter)); }

// The comparison is for equality: a value that the counter has gone past while we wrote it would
// come a round late. One too near is put off, and after writing we look whether it was too late.
bool TimerPort::start_alarm(Instant deadline) noexcept {
  const Time time = to_microseconds(now());
  const Time end = to_microseconds(deadline);
  if (time >= end) return false;
  if (end - time >= half) {  // once more when the next half begins
    falls_short_ = true;
    return true;
  }
  falls_short_ = false;
  constexpr std::uint32_t shortest = 2;
  const auto from = static_cast<std::uint32_t>(time);
  const auto length = static_cast<std::uint32_t>(end - time);
  register_at(reached_0) = 0;
  register_at(compare_0) = from + std::max(length, shortest);
  return read_counter() - from < length;
}

// An alarm that has come is put where a round begins, which interrupts anyway: it would come again
// a round later, and in QEMU as long as the counter shows its instant.
void TimerPort::on_compare() noexcept {
  if (register_at(reached_0) == 0) return begin_half();
  register_at(compare_0) = 0;
  register_at(reached_0) = 0;
  if (!falls_short_) on_alarm();
}

void TimerPort::begin_half() noexcept {
  register_at(reached_2) = 0;
  register_at(reached_3) = 0;
  clock_.note(read_counter());
  if (falls_short_) go_on();
}

}  // namespace uasyncio::nrf

extern "C" void timer0_handler() { uasyncio::nrf::port.on_compare(); }

namespace uasyncio::platform {

Port& default_port() noexcept { return nrf::port; }
std::uint32_t wakeups() noexcept { return nrf::port.wakeups(); }

}  // namespace uasyncio::platform
