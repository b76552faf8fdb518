// SPDX-License-Identifier: MIT
// Plays Zephyr: the loop is a thread; what `chip` runs as a task is another one.
#pragma once

#include "../chip.hpp"
#include "i2c_stand_in.hpp"
#include "ports/glue/zephyr.hpp"
#include "ports/glue/zephyr_open_drain.hpp"

#include <cstdarg>
#include <zephyr/irq.h>
#include <zephyr/kernel.h>
#include <zephyr/sys/printk.h>

namespace stand_in {

constexpr bool has_tasks = true;
constexpr unsigned wakeups_per_sleep = 1;
inline constexpr std::uint64_t tick_us = 1'000'000 / CONFIG_SYS_CLOCK_TICKS_PER_SEC;

inline const device pins = {"pins"};
inline uasyncio::zephyr::OutputPin led(gpio_dt_spec{&pins, 13, 0});
inline uasyncio::zephyr::InterruptPin button(gpio_dt_spec{&pins, 15, 0});
#define HAS_OPEN_DRAIN 1
inline uasyncio::zephyr::OpenDrainPin scl(gpio_dt_spec{&pins, 5, 0});
inline uasyncio::zephyr::OpenDrainPin sda(gpio_dt_spec{&pins, 4, 0});
inline gpio_flags_t edges = GPIO_INT_DISABLE;
inline gpio_callback* on_edge = nullptr;

inline void press_after(std::uint64_t us) {
  chip::at(chip::time + us, [] { chip::drive(15, false); });
}
inline void release_after(std::uint64_t us) {
  chip::at(chip::time + us, [] { chip::drive(15, true); });
}

inline void start() {
  chip::levels[15] = true;
  chip::on_edge = [](unsigned pin, bool level) {
    if ((edges & (level ? GPIO_INT_EDGE_RISING : GPIO_INT_EDGE_FALLING)) == 0) return;
    if (on_edge != nullptr) on_edge->handler(&pins, on_edge, BIT(pin));
  };
}

}  // namespace stand_in

extern "C" {
unsigned int play_irq_lock() { return chip::mask(); }
void play_irq_unlock(unsigned int before) { chip::unmask(before != 0); }
int64_t k_uptime_ticks() {
  chip::step();
  return static_cast<std::int64_t>(chip::time / stand_in::tick_us);
}
uint64_t k_ticks_to_us_floor64(uint64_t ticks) { return ticks * stand_in::tick_us; }
uint64_t k_us_to_ticks_ceil64(uint64_t us) {
  return (us + stand_in::tick_us - 1) / stand_in::tick_us;
}
// Relative time-outs are not played: the glue has absolute ones and none.
int k_sem_take(k_sem* sem, k_timeout_t timeout) {
  chip::step();
  std::uint64_t end = chip::never;
  if (timeout.ticks != -1) {
    end = static_cast<std::uint64_t>(-2 - timeout.ticks) * stand_in::tick_us;
  }
  while (sem->count == 0 && chip::time < end) chip::sleep(end);
  ++chip::wakeups;
  if (sem->count == 0) return -11;
  --sem->count;
  return 0;
}
void k_sem_give(k_sem* sem) {
  chip::step();
  if (sem->count != sem->limit) ++sem->count;
}
int32_t k_sleep(k_timeout_t) { std::exit(1); }
void printk(const char* format, ...) {
  std::va_list values;
  va_start(values, format);
  std::vprintf(format, values);
  va_end(values);
}
int gpio_pin_configure_dt(const gpio_dt_spec*, gpio_flags_t) { return 0; }
int gpio_pin_interrupt_configure_dt(const gpio_dt_spec*, gpio_flags_t flags) {
  stand_in::edges = flags;
  return 0;
}
int gpio_pin_set_dt(const gpio_dt_spec* pin, int level) {
  chip::output(pin->pin, level != 0);
  return 0;
}
int gpio_pin_configure(const device*, gpio_pin_t pin, gpio_flags_t) {
  chip::levels[pin] = true;
  return 0;
}
int gpio_pin_set_raw(const device*, gpio_pin_t pin, int level) {
  chip::output(pin, level != 0);
  return 0;
}
int gpio_pin_get_raw(const device*, gpio_pin_t pin) { return chip::levels[pin]; }
void gpio_init_callback(gpio_callback* callback, gpio_callback_handler_t handler,
                        gpio_port_pins_t pins) {
  *callback = {nullptr, handler, pins};
}
int gpio_add_callback(const device*, gpio_callback* callback) {
  stand_in::on_edge = callback;
  return 0;
}
int gpio_remove_callback(const device*, gpio_callback*) {
  stand_in::on_edge = nullptr;
  return 0;
}
}
