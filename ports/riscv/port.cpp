// SPDX-License-Identifier: MIT
// Time and alarm by the machine timer of the RISC-V privileged architecture. It has 64 bits, so
// nothing ever wraps and no alarm falls short; but they are two registers of 32, which change
// apart.
#include "ports/riscv/port.hpp"

#include "uasyncio/port/platform.hpp"

#include "ports/bare_metal/diagnosis.hpp"
#include "ports/riscv/interrupts.hpp"
#include "ports/riscv/ticks.hpp"

namespace uasyncio::riscv {
namespace {

constexpr std::uint64_t no_alarm = ~std::uint64_t{0};

// The two halves are read one after the other: again, if the upper one has changed meanwhile.
std::uint64_t ticks() noexcept {
  for (;;) {
    const std::uint32_t high = register_at(clint::time + 4);
    const std::uint32_t low = register_at(clint::time);
    if (high == register_at(clint::time + 4)) return std::uint64_t{high} << 32 | low;
  }
}

// While one half is new and the other old, the alarm must not strike: the upper half goes through
// its largest value (privileged architecture, 3.2.1).
void compare_with(std::uint64_t at) noexcept {
  register_at(clint::compare + 4) = 0xFFFF'FFFF;
  register_at(clint::compare) = static_cast<std::uint32_t>(at);
  register_at(clint::compare + 4) = static_cast<std::uint32_t>(at >> 32);
}

[[gnu::init_priority(200)]] MachineTimerPort port;  // before all other static objects

}  // namespace

MachineTimerPort::MachineTimerPort() noexcept {
  compare_with(no_alarm);
  enable_timer_interrupt();
}

Instant MachineTimerPort::now() noexcept {
  return at_microseconds(microseconds_from_ticks(ticks()));
}

bool MachineTimerPort::start_alarm(Instant deadline) noexcept {
  constexpr Instant last = at_microseconds(no_alarm / clint::ticks_per_microsecond);
  const std::uint64_t at =
      deadline > last ? no_alarm : to_microseconds(deadline) * clint::ticks_per_microsecond;
  if (ticks() >= at) return false;
  falls_short_ = false;
  compare_with(at);
  return true;
}

void MachineTimerPort::on_timer_interrupt() noexcept {
  compare_with(no_alarm);
  on_alarm();
}

}  // namespace uasyncio::riscv

extern "C" void timer_interrupt() { uasyncio::riscv::port.on_timer_interrupt(); }

namespace uasyncio::platform {

Port& default_port() noexcept { return riscv::port; }
std::uint32_t wakeups() noexcept { return riscv::port.wakeups(); }

}  // namespace uasyncio::platform
