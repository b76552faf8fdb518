// SPDX-License-Identifier: MIT
#include <uasyncio.hpp>

#include <ports/glue/stm32_hal.hpp>

namespace asyncio = uasyncio;

asyncio::stm32_hal::OutputPin led(GPIOA, GPIO_PIN_5);         // outputs and clocks are CubeMX's
asyncio::stm32_hal::InterruptPin button(GPIOC, GPIO_PIN_13);  // and so is the NVIC

void on_press(void* flag) { static_cast<asyncio::ThreadSafeFlag*>(flag)->set(); }

asyncio::Coro<> blink() {
  while (true) {
    led.toggle();
    co_await asyncio::sleep_ms(250);
  }
}

asyncio::Coro<> app() {
  asyncio::ThreadSafeFlag pressed;
  if (button.irq(asyncio::machine::Edge::falling, on_press, &pressed)) co_return;
  auto task = asyncio::create_task(blink());
  while (true) {
    co_await pressed.wait();
    asyncio::print("pressed");
  }
}

extern "C" void HAL_GPIO_EXTI_Callback(std::uint16_t pin) { asyncio::stm32_hal::on_edge(pin); }
extern "C" void run_app() { asyncio::run(app()); }  // main.c calls it
