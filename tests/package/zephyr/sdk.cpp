// SPDX-License-Identifier: MIT
// Plays Zephyr for the project of docs/boards/zephyr.md as an image: one thread, a timer of one
// millisecond. What the LED does is printed; the button is pressed after 600 ms.
#include "chip.hpp"

#include <cstdarg>
#include <cstdint>
#include <zephyr/drivers/gpio.h>
#include <zephyr/irq.h>
#include <zephyr/kernel.h>
#include <zephyr/sys/printk.h>

namespace {

constexpr std::uint32_t pressed_at = 600, ends_at = 900;
constexpr std::uint32_t ticks_of_a_millisecond = CONFIG_SYS_CLOCK_TICKS_PER_SEC / 1'000;

const bool is_started = (start_ticks(), true);  // before main, as Zephyr does
volatile std::uint32_t milliseconds = 0;
gpio_callback* on_button = nullptr;

void put(const char* text, unsigned length) {
  for (; length != 0; --length) call_debugger(3, text++);
}
void put_number(std::uint32_t number) {
  if (number > 9) put_number(number / 10);
  const char digit = static_cast<char>('0' + number % 10);
  put(&digit, 1);
}

}  // namespace

void on_tick() {
  milliseconds = milliseconds + 1;
  if (milliseconds == pressed_at && on_button != nullptr) {
    on_button->handler(nullptr, on_button, on_button->pin_mask);
  }
  if (milliseconds == ends_at) end_program(42);
}

extern "C" {
unsigned int play_irq_lock() {
  unsigned int before;
  asm volatile("mrs %0, primask\n cpsid i" : "=r"(before)::"memory");
  return before;
}
void play_irq_unlock(unsigned int before) {
  asm volatile("msr primask, %0" ::"r"(before) : "memory");
}

int64_t k_uptime_ticks() { return int64_t{milliseconds} * ticks_of_a_millisecond; }
uint64_t k_ticks_to_us_floor64(uint64_t ticks) { return ticks * 1'000 / ticks_of_a_millisecond; }
uint64_t k_us_to_ticks_ceil64(uint64_t us) { return (us * ticks_of_a_millisecond + 999) / 1'000; }
int k_sem_take(k_sem* sem, k_timeout_t timeout) {
  auto& count = *static_cast<volatile unsigned int*>(&sem->count);
  while (count == 0 && (timeout.ticks == -1 || k_uptime_ticks() < -2 - timeout.ticks)) {
    asm volatile("wfi");
  }
  const unsigned int before = play_irq_lock();
  const bool is_given = count != 0;
  count = count - is_given;
  play_irq_unlock(before);
  return is_given ? 0 : -11;
}
void k_sem_give(k_sem* sem) {
  if (sem->count != sem->limit) ++sem->count;
}
int32_t k_sleep(k_timeout_t) { end_program(1); }

// The one format of the glue.
void printk(const char* format, ...) {
  std::va_list values;
  va_start(values, format);
  const auto length = static_cast<unsigned>(va_arg(values, int));
  put(va_arg(values, const char*), length);
  va_end(values);
}

int gpio_pin_configure_dt(const gpio_dt_spec*, gpio_flags_t) { return 0; }
int gpio_pin_interrupt_configure_dt(const gpio_dt_spec*, gpio_flags_t) { return 0; }
int gpio_pin_set_dt(const gpio_dt_spec*, int level) {
  put(level ? "LED 1 at " : "LED 0 at ", 9);
  put_number(milliseconds);
  put(" ms\n", 4);
  return 0;
}
int gpio_pin_get_raw(const device*, gpio_pin_t) { return 1; }
void gpio_init_callback(gpio_callback* callback, gpio_callback_handler_t handler,
                        gpio_port_pins_t pins) {
  *callback = {nullptr, handler, pins};
}
int gpio_add_callback(const device*, gpio_callback* callback) {
  on_button = callback;
  return 0;
}
int gpio_remove_callback(const device*, gpio_callback*) { return 0; }
}
