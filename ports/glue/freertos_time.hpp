// SPDX-License-Identifier: MIT
// Of freertos.cpp: what differs where FreeRTOS runs without ESP-IDF. Its tick is all there is.
#pragma once

#include "uasyncio/kernel/critical_section.hpp"
#include "uasyncio/port/port.hpp"

#include <FreeRTOS.h>
#include <algorithm>
#include <task.h>

extern "C" int _write(int file, const char* text, int length);  // the project's
#if !defined(__ARM_ARCH_PROFILE) || __ARM_ARCH_PROFILE != 'M'
extern "C" BaseType_t xPortIsInsideInterrupt();  // the project's, if its FreeRTOS has none
#endif

namespace uasyncio::glue {

inline constexpr std::uint32_t hz = configTICK_RATE_HZ;
inline constexpr std::uint32_t tick_us = (1'000'000 + hz - 1) / hz;

inline bool in_interrupt() noexcept {
#if defined(__ARM_ARCH_PROFILE) && __ARM_ARCH_PROFILE == 'M'
  std::uint32_t exception;  // 0 in tasks
  asm volatile("mrs %0, ipsr" : "=r"(exception));
  return exception != 0;
#else
  return xPortIsInsideInterrupt() != pdFALSE;
#endif
}

// A sleep is never longer than half a round of the counter: so none is missed.
inline Time time() noexcept {
  static constinit Time ticks = 0;
  const kernel::CriticalSection masked;
  const TickType_t count = in_interrupt() ? xTaskGetTickCountFromISR() : xTaskGetTickCount();
  ticks += static_cast<TickType_t>(count - static_cast<TickType_t>(ticks));
  return ticks * 1'000'000 / hz;
}

inline void sleep(Port&, Duration length) noexcept {
  constexpr Time longest = Time{portMAX_DELAY / 2} * 1'000'000 / hz;
  const Time us = std::min(to_microseconds(length), longest);
  ulTaskNotifyTake(pdTRUE, static_cast<TickType_t>((us * hz + 999'999) / 1'000'000));
}

inline void write_out(const char* text, std::size_t length) noexcept {
  _write(1, text, static_cast<int>(length));
}

}  // namespace uasyncio::glue
