// SPDX-License-Identifier: MIT
// A program brings handlers of its own for interrupts that no driver of ours uses, the last one of
// the chip among them, and chooses their priorities.
#include "check.hpp"

#if defined(__arm__)

#include "ports/cortex_m/interrupts.hpp"
#include "ports/cortex_m/registers.hpp"

#include <board.hpp>
#include <cstdint>
#include <string_view>

namespace {

using namespace uasyncio;

// By board: the chip's last interrupt and another one that is free.
struct Numbers {
  std::string_view board;
  cortex_m::Irq last;
  cortex_m::Irq other;
};
constexpr Numbers boards[] = {
    {"lm3s6965evb", cortex_m::Irq(43), cortex_m::Irq(42)},
    {"pyboard", cortex_m::Irq(81), cortex_m::Irq(3)},
    {"microbit", cortex_m::Irq(25), cortex_m::Irq(11)},
    {"pico", cortex_m::Irq(31), cortex_m::Irq(7)},
};

const Numbers& numbers() {
  for (const Numbers& each : boards) {
    if (each.board == board::name) return each;
  }
  return boards[0];
}

volatile unsigned calls_of_last = 0;
volatile unsigned calls_of_other = 0;
volatile unsigned calls_of_last_seen_by_other = 0;

void on_last() { calls_of_last = calls_of_last + 1; }

// Interrupts the other one at once if it is more urgent.
void on_other() {
  cortex_m::pend_irq(numbers().last);
  asm volatile("dsb\n isb");
  calls_of_last_seen_by_other = calls_of_last;
  calls_of_other = calls_of_other + 1;
}

void pend(cortex_m::Irq irq) {
  cortex_m::enable_irq(irq);
  cortex_m::pend_irq(irq);
  asm volatile("dsb\n isb");
}

std::uint32_t priority_of(cortex_m::Irq irq) {
  const unsigned number = static_cast<unsigned>(irq);
  const std::uint32_t word = cortex_m::register_at(0xE000'E400 + number / 4 * 4);
  return word >> (number % 4 * 8) & 0xFF;
}

void own_handlers_are_called() {
  pend(numbers().last);
  CHECK_EQUAL(calls_of_last, 1u);
  pend(numbers().other);
  CHECK_EQUAL(calls_of_other, 1u);
}

void all_begin_with_the_same_priority() {
  CHECK_EQUAL(priority_of(numbers().last), 0x80u);
  CHECK_EQUAL(priority_of(numbers().other), 0x80u);
  CHECK_EQUAL(priority_of(cortex_m::Irq(0)), 0x80u);
  CHECK_EQUAL(calls_of_last_seen_by_other, 1u);
  CHECK_EQUAL(calls_of_last, 2u);
}

void a_more_urgent_one_comes_between() {
  cortex_m::set_priority(numbers().last, 0x40);
  pend(numbers().other);
  CHECK_EQUAL(calls_of_last_seen_by_other, 3u);
  CHECK_EQUAL(priority_of(numbers().other), 0x80u);
}

}  // namespace

// [handlers]
extern "C" void hibernation_handler() { on_last(); }  // a name of ports/lm3s/vectors.cpp
extern "C" void fpu_handler() { on_last(); }          // of ports/stm32/vectors.cpp
extern "C" void swi5_handler() { on_last(); }         // of ports/nrf/vectors.cpp
extern "C" void spare5_handler() { on_last(); }       // of ports/rp2040/vectors.cpp
// [/handlers]
extern "C" void ethernet_handler() { on_other(); }
extern "C" void rtc_wakeup_handler() { on_other(); }
extern "C" void rtc0_handler() { on_other(); }
extern "C" void pio0_0_handler() { on_other(); }

int main() {
  own_handlers_are_called();
  all_begin_with_the_same_priority();
  a_more_urgent_one_comes_between();
  return target_test::status();
}

#else

int main() { return target_test::status(); }

#endif
