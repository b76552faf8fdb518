// SPDX-License-Identifier: MIT
// A task of ESP-IDF's FreeRTOS for calls of the SDK that wait, beside the loop.
#pragma once

#include <freertos/FreeRTOS.h>
#include <freertos/task.h>

namespace uasyncio::esp_idf {

/// Calls `work` once for each `tell`, on the core of the first. Must live for ever.
class Worker {
 public:
  using Work = void (*)(void* argument);
  constexpr Worker(Work work, void* argument) noexcept : work_(work), argument_(argument) {}
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  /// In a task; the worker's has its priority.
  void tell() noexcept {
    if (task_ == nullptr) {
      xTaskCreatePinnedToCore(&run, "worker", 3072, this, uxTaskPriorityGet(nullptr), &task_,
                              xPortGetCoreID());
    }
    xTaskNotifyGive(task_);
  }

 private:
  static void run(void* self) {
    const Worker& worker = *static_cast<Worker*>(self);
    for (;;) {
      ulTaskNotifyTake(pdFALSE, portMAX_DELAY);
      worker.work_(worker.argument_);
    }
  }

  Work work_;
  void* argument_;
  TaskHandle_t task_ = nullptr;
};

}  // namespace uasyncio::esp_idf
