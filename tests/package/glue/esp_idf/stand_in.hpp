// SPDX-License-Identifier: MIT
// Plays ESP-IDF: esp_timer calls from a task of its own.
#pragma once

#include "ports/glue/esp_idf.hpp"
#include "ports/glue/esp_idf_open_drain.hpp"
#include "ports/glue/esp_idf_time.hpp"

#include "../freertos/rtos.hpp"
#include "i2c_stand_in.hpp"

namespace stand_in {

inline uasyncio::esp_idf::OutputPin led(GPIO_NUM_8);
inline uasyncio::esp_idf::InterruptPin button(static_cast<gpio_num_t>(15));
#define HAS_OPEN_DRAIN 1
inline uasyncio::esp_idf::OpenDrainPin scl(GPIO_NUM_5), sda(GPIO_NUM_4);

inline esp_timer_create_args_t how = {};
inline chip::Events::iterator alarm = chip::events.end();
inline gpio_int_type_t edges = GPIO_INTR_DISABLE;
inline gpio_isr_t on_edge = nullptr;
inline void* argument = nullptr;

inline void start() {
  chip::levels[15] = true;
  chip::on_edge = [](unsigned, bool level) {
    const bool is_wanted =
        edges == GPIO_INTR_ANYEDGE || edges == (level ? GPIO_INTR_POSEDGE : GPIO_INTR_NEGEDGE);
    if (is_wanted && on_edge != nullptr) on_edge(argument);
  };
}

}  // namespace stand_in

extern "C" {
BaseType_t xPortInIsrContext() { return chip::in_interrupt(); }
BaseType_t xPortGetCoreID() { return 0; }
UBaseType_t uxTaskPriorityGet(TaskHandle_t) { return 1; }
BaseType_t xTaskCreatePinnedToCore(TaskFunction_t code, const char*, uint32_t, void* argument,
                                   UBaseType_t, TaskHandle_t* created, BaseType_t) {
  stand_in::other = new stand_in::Task([=] { code(argument); });
  *created = stand_in::handle_of(stand_in::other);
  stand_in::other->fiber.resume_after(1);
  return pdTRUE;
}
void check_for_error(esp_err_t error) { stand_in::expect(error == ESP_OK, "ESP_ERROR_CHECK"); }
int64_t esp_timer_get_time() {
  chip::step();
  return static_cast<std::int64_t>(chip::time);
}
esp_err_t esp_timer_create(const esp_timer_create_args_t* how, esp_timer_handle_t* timer) {
  stand_in::how = *how;
  *timer = reinterpret_cast<esp_timer_handle_t>(&stand_in::how);
  return ESP_OK;
}
esp_err_t esp_timer_stop(esp_timer_handle_t) {
  chip::step();
  if (stand_in::alarm == chip::events.end()) return ESP_ERR_INVALID_STATE;
  chip::events.erase(stand_in::alarm);
  stand_in::alarm = chip::events.end();
  return ESP_OK;
}
esp_err_t esp_timer_start_once(esp_timer_handle_t, uint64_t us) {
  chip::step();
  if (stand_in::alarm != chip::events.end()) return ESP_ERR_INVALID_STATE;
  const auto ring = [] {
    stand_in::alarm = chip::events.end();
    stand_in::how.callback(stand_in::how.arg);
  };
  stand_in::alarm = chip::at(chip::time + us, ring, chip::From::task);
  return ESP_OK;
}
esp_err_t gpio_reset_pin(gpio_num_t) { return ESP_OK; }
esp_err_t gpio_set_direction(gpio_num_t, gpio_mode_t) { return ESP_OK; }
esp_err_t gpio_set_pull_mode(gpio_num_t, gpio_pull_mode_t) { return ESP_OK; }
esp_err_t gpio_set_level(gpio_num_t pin, uint32_t level) {
  chip::output(static_cast<unsigned>(pin), level != 0);
  return ESP_OK;
}
int gpio_get_level(gpio_num_t pin) { return chip::levels[pin]; }
esp_err_t gpio_set_intr_type(gpio_num_t, gpio_int_type_t type) {
  stand_in::edges = type;
  return ESP_OK;
}
esp_err_t gpio_install_isr_service(int) { return ESP_OK; }
esp_err_t gpio_isr_handler_add(gpio_num_t, gpio_isr_t handler, void* argument) {
  stand_in::on_edge = handler;
  stand_in::argument = argument;
  return ESP_OK;
}
esp_err_t gpio_isr_handler_remove(gpio_num_t) {
  stand_in::on_edge = nullptr;
  return ESP_OK;
}
}
