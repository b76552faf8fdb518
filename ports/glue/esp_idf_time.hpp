// SPDX-License-Identifier: MIT
// Of freertos.cpp: what differs in ESP-IDF. Its tick is ten milliseconds, but it has an alarm.
#pragma once

#include "uasyncio/port/port.hpp"

#include <cstdio>
#include <esp_err.h>
#include <esp_timer.h>
#include <freertos/FreeRTOS.h>
#include <freertos/task.h>

namespace uasyncio::glue {

inline constexpr std::uint32_t tick_us = 1;

inline bool in_interrupt() noexcept { return xPortInIsrContext(); }

inline Time time() noexcept { return static_cast<Time>(esp_timer_get_time()); }

inline void sleep(Port& port, Duration length) noexcept {
  static constinit esp_timer_handle_t alarm = nullptr;
  if (alarm == nullptr) {
    esp_timer_create_args_t how = {};
    how.name = "uasyncio";
    how.arg = &port;
    how.callback = [](void* sleeper) { static_cast<Port*>(sleeper)->wake(); };
    ESP_ERROR_CHECK(esp_timer_create(&how, &alarm));
  }
  esp_timer_stop(alarm);  // refused if it does not run
  constexpr Duration year = from_seconds(365 * 24 * 3600);
  if (length < year) ESP_ERROR_CHECK(esp_timer_start_once(alarm, to_microseconds(length)));
  ulTaskNotifyTake(pdTRUE, portMAX_DELAY);
}

inline void write_out(const char* text, std::size_t length) noexcept {
  std::fwrite(text, 1, length, stdout);
  std::fflush(stdout);
}

}  // namespace uasyncio::glue
