// SPDX-License-Identifier: MIT
// Plays the Pico SDK for the project of docs/boards/pico_sdk.md as an image: time and its alarm
// move once a millisecond. What the LED does is printed; the button is pressed after 600 ms.
#include "chip.hpp"

#include <hardware/irq.h>
#include <hardware/sync.h>
#include <pico/stdlib.h>

namespace {

constexpr uint64_t never = UINT64_MAX;
constexpr uint led = 25, button = 15;
constexpr uint32_t pressed_at = 600, ends_at = 900;

volatile uint32_t milliseconds = 0;
volatile uint64_t alarm_at = never;
hardware_alarm_callback_t on_alarm = nullptr;
irq_handler_t on_pins = nullptr;
volatile bool is_pressed = false;
bool level_of_led = false;

void print(const char* text) {
  while (*text != 0) putchar_raw(*text++);
}
void print(uint32_t number) {
  if (number > 9) print(number / 10);
  putchar_raw(static_cast<int>('0' + number % 10));
}

}  // namespace

void on_tick() {
  milliseconds = milliseconds + 1;
  if (time_us_64() >= alarm_at) {
    alarm_at = never;
    on_alarm(0);
  }
  is_pressed = milliseconds == pressed_at;
  if (is_pressed && on_pins != nullptr) on_pins();
  if (milliseconds == ends_at) end_program(42);
}

extern "C" {
bool stdio_init_all() {
  start_ticks();
  return true;
}
int putchar_raw(int letter) {
  const char text = static_cast<char>(letter);
  call_debugger(3, &text);
  return letter;
}
void stdio_flush() {}

absolute_time_t from_us_since_boot(uint64_t us) { return us; }
uint64_t time_us_64() { return uint64_t{milliseconds} * 1'000; }
int hardware_alarm_claim_unused(bool) { return 0; }
void hardware_alarm_set_callback(uint, hardware_alarm_callback_t callback) { on_alarm = callback; }
bool hardware_alarm_set_target(uint, absolute_time_t end) {
  const uint32_t before = save_and_disable_interrupts();
  const bool is_missed = time_us_64() >= end;
  alarm_at = is_missed ? never : end;
  restore_interrupts(before);
  return is_missed;
}
void hardware_alarm_cancel(uint) { hardware_alarm_set_target(0, never); }

uint32_t save_and_disable_interrupts() {
  uint32_t before;
  asm volatile("mrs %0, primask\n cpsid i" : "=r"(before)::"memory");
  return before;
}
void restore_interrupts(uint32_t before) {
  asm volatile("msr primask, %0" ::"r"(before) : "memory");
}
void __wfi() { asm volatile("wfi"); }

void irq_add_shared_handler(uint, irq_handler_t handler, uint8_t) { on_pins = handler; }
void irq_set_enabled(uint, bool) {}
void gpio_init(uint) {}
void gpio_set_dir(uint, bool) {}
void gpio_pull_up(uint) {}
void gpio_put(uint pin, bool level) {
  if (pin != led) return;
  level_of_led = level;
  print(level ? "LED 1 at " : "LED 0 at ");
  print(milliseconds);
  print(" ms\n");
}
bool gpio_get(uint) { return !is_pressed; }
bool gpio_get_out_level(uint) { return level_of_led; }
void gpio_set_irq_enabled(uint, uint32_t, bool) {}
uint32_t gpio_get_irq_event_mask(uint pin) {
  return pin == button && is_pressed ? GPIO_IRQ_EDGE_FALL : 0;
}
void gpio_acknowledge_irq(uint, uint32_t) {}
}
