// SPDX-License-Identifier: MIT
// The port for a loop that is one task of FreeRTOS (10, 11) or ESP-IDF (5), woken by notifications
// of that task (docs/boards/freertos.md, esp_idf.md). On FreeRTOS time is its tick, on ESP-IDF that
// of esp_timer. The loop and all that wakes it stay on one core, unless UASYNCIO_ONE_CORE is 0.
#if defined(ESP_PLATFORM)
#include "ports/glue/esp_idf_time.hpp"
#else
#include "ports/glue/freertos_time.hpp"
#endif
#include "uasyncio/port/platform.hpp"

namespace uasyncio {
namespace {

class TaskPort final : public Port {
 public:
  constexpr TaskPort() noexcept : Port(glue::tick_us) {}

  Instant now() noexcept override { return at_microseconds(glue::time()); }

  bool wait(Instant deadline) noexcept override {
    task_ = xTaskGetCurrentTaskHandle();
    for (Instant time = now(); !needs_look() && time < deadline; time = now()) {
      glue::sleep(*this, deadline - time);
    }
    deadline_has_come();
    return true;
  }

  // No alarm is ours: while tasks run, the loop looks at the clock before each pass.
  void arm(Instant) noexcept override { deadline_has_come(); }

  void wake() noexcept override {
    Port::wake();
    if (task_ == nullptr) return;
    if (!glue::in_interrupt()) {
      xTaskNotifyGive(task_);
      return;
    }
    BaseType_t is_urgent = pdFALSE;
    vTaskNotifyGiveFromISR(task_, &is_urgent);
    portYIELD_FROM_ISR(is_urgent);
  }

 private:
  TaskHandle_t task_ = nullptr;
};

constinit TaskPort port;

}  // namespace

Port& platform::default_port() noexcept { return port; }

void platform::console_write(const char* text, std::size_t length) noexcept {
  glue::write_out(text, length);
}

void platform::diagnostic_write(const char* text, std::size_t length) noexcept {
  glue::write_out(text, length);
}

// This task ends; the others go on.
void platform::exit_program(int) noexcept {
  for (;;) ulTaskNotifyTake(pdTRUE, portMAX_DELAY);
}

#if !UASYNCIO_MASKS_INTERRUPTS
std::uintptr_t platform::mask_interrupts() noexcept {
  return static_cast<std::uintptr_t>(portSET_INTERRUPT_MASK_FROM_ISR());
}
void platform::unmask_interrupts(std::uintptr_t before) noexcept {
  portCLEAR_INTERRUPT_MASK_FROM_ISR(static_cast<UBaseType_t>(before));
}
#endif

}  // namespace uasyncio
