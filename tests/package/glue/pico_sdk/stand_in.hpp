// SPDX-License-Identifier: MIT
// Plays the Pico SDK.
#pragma once

#include "../chip.hpp"
#include "i2c_stand_in.hpp"
#include "ports/glue/pico_sdk.hpp"
#include "ports/glue/pico_sdk_open_drain.hpp"

#include "uasyncio/port/platform.hpp"

#include <hardware/sync.h>
#include <hardware/timer.h>
#include <pico/stdio.h>

namespace stand_in {

constexpr bool has_tasks = false;
constexpr unsigned wakeups_per_sleep = 1;

inline hardware_alarm_callback_t on_alarm = nullptr;
inline chip::Events::iterator alarm = chip::events.end();
inline irq_handler_t on_pins = nullptr;
inline unsigned enabled[NUM_BANK0_GPIOS] = {};
inline unsigned pending[NUM_BANK0_GPIOS] = {};

inline uasyncio::pico_sdk::OutputPin led(25);
inline uasyncio::pico_sdk::InterruptPin button(15);
#define HAS_OPEN_DRAIN 1
inline uasyncio::pico_sdk::OpenDrainPin scl(5), sda(4);
inline bool drives[NUM_BANK0_GPIOS] = {};
inline bool written[NUM_BANK0_GPIOS] = {};

inline void press_after(std::uint64_t us) {
  chip::at(chip::time + us, [] { chip::drive(15, false); });
}
inline void release_after(std::uint64_t us) {
  chip::at(chip::time + us, [] { chip::drive(15, true); });
}

inline void start() {
  for (const unsigned pin : {15, 4, 5, 6, 7}) chip::levels[pin] = true;  // pulled up
  chip::on_edge = [](unsigned pin, bool level) {
    pending[pin] |= level ? GPIO_IRQ_EDGE_RISE : GPIO_IRQ_EDGE_FALL;
    if ((pending[pin] & enabled[pin]) != 0 && on_pins != nullptr) on_pins();
  };
}

inline void stop_alarm() {
  if (alarm != chip::events.end()) chip::events.erase(alarm);
  alarm = chip::events.end();
}

}  // namespace stand_in

std::uintptr_t uasyncio::platform::mask_interrupts() noexcept { return chip::mask(); }
void uasyncio::platform::unmask_interrupts(std::uintptr_t before) noexcept {
  chip::unmask(before != 0);
}

extern "C" {
absolute_time_t from_us_since_boot(uint64_t us) { return us; }
uint64_t time_us_64() {
  chip::step();
  return chip::time;
}
int hardware_alarm_claim_unused(bool) { return 2; }
void hardware_alarm_set_callback(uint, hardware_alarm_callback_t callback) {
  stand_in::on_alarm = callback;
}
bool hardware_alarm_set_target(uint number, absolute_time_t end) {
  chip::step();
  stand_in::stop_alarm();
  if (end <= chip::time) return true;
  stand_in::alarm = chip::at(end, [number] {
    stand_in::alarm = chip::events.end();
    stand_in::on_alarm(number);
  });
  return false;
}
void hardware_alarm_cancel(uint) {
  chip::step();
  stand_in::stop_alarm();
}
uint32_t save_and_disable_interrupts() { return chip::mask(); }
void restore_interrupts(uint32_t before) { chip::unmask(before != 0); }
void __wfi() {
  chip::step();
  chip::sleep();
  ++chip::wakeups;
}
void irq_add_shared_handler(uint, irq_handler_t handler, uint8_t) { stand_in::on_pins = handler; }
void irq_set_enabled(uint number, bool is_on) {
  if (number == I2C0_IRQ + 1) stand_in::is_served = is_on;
}
void gpio_set_function(uint pin, gpio_function_t function) {
  stand_in::functions[pin] = function;
  chip::step();
}
void gpio_init(uint) { chip::step(); }
void gpio_set_dir(uint pin, bool is_output) {
  chip::step();
  if (is_output || stand_in::drives[pin]) {  // let go, a pull-up makes it high
    chip::output(pin, !is_output || stand_in::written[pin]);
  }
  stand_in::drives[pin] = is_output;
}
void gpio_pull_up(uint) { chip::step(); }
void gpio_put(uint pin, bool level) {
  stand_in::written[pin] = level;
  if (stand_in::drives[pin]) chip::output(pin, level);
}
bool gpio_get(uint pin) { return chip::levels[pin]; }
bool gpio_get_out_level(uint pin) { return chip::levels[pin]; }
void gpio_set_irq_enabled(uint pin, uint32_t events, bool is_on) {
  stand_in::pending[pin] &= ~events;
  stand_in::enabled[pin] = (stand_in::enabled[pin] & ~events) | (is_on ? events : 0);
}
uint32_t gpio_get_irq_event_mask(uint pin) {
  return stand_in::pending[pin] & stand_in::enabled[pin];
}
void gpio_acknowledge_irq(uint pin, uint32_t events) { stand_in::pending[pin] &= ~events; }
int putchar_raw(int c) { return std::putchar(c); }
void stdio_flush() {}
}
