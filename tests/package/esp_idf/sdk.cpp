// SPDX-License-Identifier: MIT
// Plays ESP-IDF for the project of docs/boards/esp_idf.md as an image: one task, a timer of one
// millisecond. What the LED does is printed; the button is pressed after 600 ms.
#include "chip.hpp"
#include "driver/gpio.h"
#include "esp_timer.h"
#include "freertos/FreeRTOS.h"
#include "freertos/task.h"

#include <cstdio>

struct esp_timer {
  esp_timer_create_args_t how;
  volatile int64_t due;
};

namespace {

constexpr int64_t never = INT64_MAX;
constexpr gpio_num_t led = GPIO_NUM_8, button = GPIO_NUM_9;
constexpr uint32_t pressed_at = 600, ends_at = 900;

esp_timer timer = {{}, never};
volatile uint32_t milliseconds = 0;
volatile bool is_notified = false;
volatile bool is_in_interrupt = false;
gpio_isr_t on_button = nullptr;
void* argument_of_button = nullptr;

int put(char letter, FILE*) {
  call_debugger(3, &letter);
  return letter;
}
FILE console = FDEV_SETUP_STREAM(put, nullptr, nullptr, _FDEV_SETUP_WRITE);

}  // namespace

void on_tick() {
  is_in_interrupt = true;
  milliseconds = milliseconds + 1;
  if (esp_timer_get_time() >= timer.due) {
    timer.due = never;
    timer.how.callback(timer.how.arg);
  }
  if (milliseconds == pressed_at && on_button != nullptr) on_button(argument_of_button);
  if (milliseconds == ends_at) end_program(42);
  is_in_interrupt = false;
}

FILE* const stdout = &console;

extern "C" {
void app_main();

void check_for_error(esp_err_t error) {
  if (error != ESP_OK) end_program(1);
}
int64_t esp_timer_get_time() { return int64_t{milliseconds} * 1'000; }
esp_err_t esp_timer_create(const esp_timer_create_args_t* how, esp_timer_handle_t* made) {
  timer.how = *how;
  *made = &timer;
  return ESP_OK;
}
esp_err_t esp_timer_start_once(esp_timer_handle_t, uint64_t timeout_us) {
  asm volatile("csrci mstatus, 8");
  timer.due = esp_timer_get_time() + static_cast<int64_t>(timeout_us);
  asm volatile("csrsi mstatus, 8");
  return ESP_OK;
}
esp_err_t esp_timer_stop(esp_timer_handle_t) {
  asm volatile("csrci mstatus, 8");
  timer.due = never;
  asm volatile("csrsi mstatus, 8");
  return ESP_OK;
}

TaskHandle_t xTaskGetCurrentTaskHandle() { return reinterpret_cast<TaskHandle_t>(&timer); }
BaseType_t xPortInIsrContext() { return is_in_interrupt; }
void yield_from_isr(BaseType_t) {}
void vTaskNotifyGiveFromISR(TaskHandle_t, BaseType_t*) { is_notified = true; }
BaseType_t xTaskNotifyGive(TaskHandle_t) {
  is_notified = true;
  return pdTRUE;
}
uint32_t ulTaskNotifyTake(BaseType_t, TickType_t) {
  while (!is_notified) asm volatile("wfi");
  is_notified = false;
  return 1;
}

esp_err_t gpio_reset_pin(gpio_num_t) { return ESP_OK; }
esp_err_t gpio_set_direction(gpio_num_t, gpio_mode_t) { return ESP_OK; }
esp_err_t gpio_set_pull_mode(gpio_num_t, gpio_pull_mode_t) { return ESP_OK; }
esp_err_t gpio_set_level(gpio_num_t pin, uint32_t level) {
  if (pin == led) std::printf("LED %d at %d ms\n", int(level), int(milliseconds));
  return ESP_OK;
}
esp_err_t gpio_set_intr_type(gpio_num_t, gpio_int_type_t) { return ESP_OK; }
esp_err_t gpio_install_isr_service(int) { return ESP_OK; }
esp_err_t gpio_isr_handler_add(gpio_num_t pin, gpio_isr_t handler, void* argument) {
  if (pin != button) return ESP_ERR_INVALID_ARG;
  on_button = handler;
  argument_of_button = argument;
  return ESP_OK;
}
esp_err_t gpio_isr_handler_remove(gpio_num_t) { return ESP_OK; }
}

int main() {
  start_ticks();
  app_main();
}
