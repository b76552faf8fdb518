// SPDX-License-Identifier: MIT
#include <uasyncio.hpp>

#include <FreeRTOS.h>
#include <task.h>

namespace asyncio = uasyncio;

asyncio::ThreadSafeQueue<int, 4> measured;  // filled by another task

extern "C" void measure(void*) {
  for (int n = 0;; ++n) {
    (void)measured.put_sync(n);  // refused if it is full
    vTaskDelay(pdMS_TO_TICKS(500));
  }
}

asyncio::Coro<> beat() {
  while (true) {
    asyncio::print("alive");
    co_await asyncio::sleep(1);
  }
}

asyncio::Coro<> app() {
  auto task = asyncio::create_task(beat());
  while (true) asyncio::print("measured", co_await measured.get());
}

extern "C" void loop(void*) { asyncio::run(app()); }

extern "C" void start_tasks() {  // before vTaskStartScheduler
  xTaskCreate(loop, "asyncio", 1024, nullptr, 2, nullptr);
  xTaskCreate(measure, "measure", 256, nullptr, 1, nullptr);
}
