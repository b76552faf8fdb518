// SPDX-License-Identifier: MIT
// Plays FreeRTOS: the loop is a task; what `chip` runs as a task is another one, as is one that the
// glue makes. A call from the wrong place ends the program.
#pragma once

#include "../fiber.hpp"

#include <unistd.h>

namespace stand_in {

constexpr bool has_tasks = true;
constexpr unsigned wakeups_per_sleep = 1;
inline constexpr std::uint64_t tick_us = 1'000'000 / configTICK_RATE_HZ;

inline unsigned notifications = 0;

inline void expect(bool is_right, const char* what) {
  if (is_right) return;
  std::puts(what);
  std::exit(1);
}
inline TaskHandle_t loop() { return reinterpret_cast<TaskHandle_t>(&notifications); }

/// A task beside the loop.
struct Task {
  explicit Task(std::function<void()> body) : fiber(std::move(body)) {}
  chip::Fiber fiber;
  unsigned notifications = 0;
};
inline Task* other = nullptr;
inline TaskHandle_t handle_of(Task* task) { return reinterpret_cast<TaskHandle_t>(task); }

/// True if it is notified and not the loop.
inline bool notify_other(TaskHandle_t task) {
  if (other == nullptr || task != handle_of(other)) return false;
  ++other->notifications;
  other->fiber.resume_after(1);
  return true;
}
inline unsigned take_as_other() {
  while (other->notifications == 0) other->fiber.pause();
  const unsigned taken = other->notifications;
  other->notifications = 0;
  return taken;
}

inline void press_after(std::uint64_t us) {
  chip::at(chip::time + us, [] { chip::drive(15, false); });
}
inline void release_after(std::uint64_t us) {
  chip::at(chip::time + us, [] { chip::drive(15, true); });
}

}  // namespace stand_in

extern "C" {
BaseType_t xPortIsInsideInterrupt() { return chip::in_interrupt() ? pdTRUE : pdFALSE; }
void yield_from_isr(BaseType_t) {
  stand_in::expect(chip::in_interrupt(), "portYIELD_FROM_ISR outside of an interrupt");
}
UBaseType_t mask_from_isr() { return chip::mask(); }
void unmask_from_isr(UBaseType_t before) { chip::unmask(before != 0); }
TaskHandle_t xTaskGetCurrentTaskHandle() { return stand_in::loop(); }
TickType_t xTaskGetTickCount() {
  stand_in::expect(!chip::in_interrupt(), "xTaskGetTickCount in an interrupt");
  chip::step();
  return static_cast<TickType_t>(chip::time / stand_in::tick_us);
}
TickType_t xTaskGetTickCountFromISR() {
  return static_cast<TickType_t>(chip::time / stand_in::tick_us);
}
BaseType_t xTaskNotifyGive(TaskHandle_t task) {
  stand_in::expect(!chip::in_interrupt(), "xTaskNotifyGive in an interrupt");
  if (stand_in::notify_other(task)) return pdTRUE;
  stand_in::expect(task == stand_in::loop(), "another task is notified");
  ++stand_in::notifications;
  chip::step();
  return pdTRUE;
}
void vTaskNotifyGiveFromISR(TaskHandle_t task, BaseType_t* is_urgent) {
  stand_in::expect(chip::in_interrupt(), "vTaskNotifyGiveFromISR outside of an interrupt");
  stand_in::expect(task == stand_in::loop(), "another task is notified");
  ++stand_in::notifications;
  *is_urgent = pdTRUE;
}
uint32_t ulTaskNotifyTake(BaseType_t, TickType_t ticks) {
  if (chip::Fiber::current != nullptr) return stand_in::take_as_other();
  stand_in::expect(chip::running == nullptr && !chip::masked, "ulTaskNotifyTake: not the task");
  chip::step();
  const std::uint64_t end = ticks == portMAX_DELAY
                                ? chip::never
                                : (chip::time / stand_in::tick_us + ticks) * stand_in::tick_us;
  while (stand_in::notifications == 0 && chip::time < end) chip::sleep(end);
  ++chip::wakeups;
  const unsigned taken = stand_in::notifications;
  stand_in::notifications = 0;
  return taken;
}
int _write(int, const char* text, int length) {
  return static_cast<int>(write(1, text, static_cast<std::size_t>(length)));
}
}
