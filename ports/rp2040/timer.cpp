// SPDX-License-Identifier: MIT
// Timers of the RP2040 (datasheet, 4.6 "Timer"): an alarm compares the lower half of the counter
// for equality. Periods are less than half of what that counts, so that what is due can be told
// from what is not, however late an interrupt comes.
#include "ports/rp2040/timer.hpp"

#include "ports/rp2040/chip.hpp"
#include "ports/rp2040/timer_registers.hpp"

namespace uasyncio::rp2040 {
namespace {

using cortex_m::register_at;
using machine::TimerMode;

using namespace timer_registers;

constinit Timer* timers[4] = {};

bool is_over(std::uint32_t due) noexcept {
  return static_cast<std::int32_t>(register_at(lower_half) - due) >= 0;
}

}  // namespace

Error Timer::init(TimerMode mode, std::uint32_t period_us, machine::TimerHandler handler,
                  void* argument) noexcept {
  if (period_us == 0 || period_us > most_us || handler == nullptr) return Error::value;
  cortex_m::InterruptMask masked;
  handler_ = handler;
  argument_ = argument;
  period_us_ = period_us;
  mode_ = mode;
  timers[alarm_] = this;
  release(reset::timer);
  set_bits(enable_interrupts, 1u << alarm_);
  cortex_m::enable_irq(irq::timer(alarm_));
  wait_for(register_at(lower_half) + period_us);
  return Error::none;
}

// What the counter has gone past while the alarm was set would come a round late.
void Timer::wait_for(std::uint32_t due) noexcept {
  due_ = due;
  register_at(happened) = 1u << alarm_;
  register_at(alarm(alarm_)) = due;
  if (is_over(due)) cortex_m::pend_irq(irq::timer(alarm_));
}

void Timer::deinit() noexcept {
  if (timers[alarm_] != this) return;
  cortex_m::InterruptMask masked;
  timers[alarm_] = nullptr;
  clear_bits(enable_interrupts, 1u << alarm_);
  register_at(alarms_armed) = 1u << alarm_;
  register_at(happened) = 1u << alarm_;
}

// An interrupt that was pending when the timer was set anew is none of its own.
void Timer::serve() noexcept {
  register_at(happened) = 1u << alarm_;
  if (!is_over(due_)) return;
  const machine::TimerHandler handler = handler_;
  void* const argument = argument_;
  if (mode_ == TimerMode::one_shot) {
    deinit();
  } else {
    const std::uint32_t late_us = register_at(lower_half) - due_;
    wait_for(due_ + (late_us / period_us_ + 1) * period_us_);
  }
  handler(argument);
}

namespace {

void serve(unsigned alarm) {
  if (timers[alarm] != nullptr) timers[alarm]->serve();
}

}  // namespace

extern "C" void timer1_handler() { serve(1); }
extern "C" void timer2_handler() { serve(2); }
extern "C" void timer3_handler() { serve(3); }

}  // namespace uasyncio::rp2040
