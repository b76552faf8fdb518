// SPDX-License-Identifier: MIT
// Plays ST's HAL at 16 MHz: SysTick counts down once a millisecond.
#pragma once

#include "../chip.hpp"
#include "i2c_stand_in.hpp"
#include "ports/glue/stm32_hal.hpp"
#include "ports/glue/stm32_hal_open_drain.hpp"

#include "uasyncio/port/platform.hpp"

#include <unistd.h>

GPIO_TypeDef pins_a, pins_c;
extern "C" {
GPIO_TypeDef* const GPIOA = &pins_a;
GPIO_TypeDef* const GPIOC = &pins_c;
HAL_TickFreqTypeDef uwTickFreq = HAL_TICK_FREQ_1KHZ;
void HAL_GPIO_EXTI_Callback(std::uint16_t pin) { uasyncio::stm32_hal::on_edge(pin); }
}

namespace stand_in {

constexpr bool has_tasks = false;
constexpr unsigned wakeups_per_sleep = 251;  // SysTick's

inline std::uint64_t counted = 0;  // milliseconds, by SysTick's handler
inline bool rises = false, falls = false;

inline uasyncio::stm32_hal::OutputPin led(GPIOA, GPIO_PIN_5);
inline uasyncio::stm32_hal::InterruptPin button(GPIOC, GPIO_PIN_13);
#define HAS_OPEN_DRAIN 1
inline uasyncio::stm32_hal::OpenDrainPin scl(GPIOA, 1 << 8), sda(GPIOA, 1 << 9);

inline void press_after(std::uint64_t us) {
  chip::at(chip::time + us, [] { chip::drive(13, false); });
}
inline void release_after(std::uint64_t us) {
  chip::at(chip::time + us, [] { chip::drive(13, true); });
}

inline void start() {
  chip::levels[13] = true;
  chip::on_edge = [](unsigned, bool level) {
    if (level ? rises : falls) HAL_GPIO_EXTI_Callback(GPIO_PIN_13);
  };
  uasyncio::stm32_hal::InterruptPin other(GPIOA, GPIO_PIN_13);
  if (button.irq(uasyncio::machine::Edge::both, [](void*) {}, nullptr)) std::exit(1);
  const auto refusal = other.irq(uasyncio::machine::Edge::both, [](void*) {}, nullptr);
  if (refusal != uasyncio::Error::os(16)) std::exit(1);
  button.irq(nullptr);
  if (other.irq(uasyncio::machine::Edge::none, nullptr, nullptr)) std::exit(1);
}

/// Its handler runs as soon as it may: handlers of others come before it.
inline void serve_systick() {
  if (!chip::masked && !chip::in_interrupt()) counted = chip::time / 1'000;
}

}  // namespace stand_in

std::uintptr_t uasyncio::platform::mask_interrupts() noexcept { return chip::mask(); }
void uasyncio::platform::unmask_interrupts(std::uintptr_t before) noexcept {
  chip::unmask(before != 0);
  stand_in::serve_systick();
}

extern "C" {
SysTick_Type* systick_registers() {
  static SysTick_Type registers = {7, 15'999, 0, 0};
  chip::step();
  stand_in::serve_systick();
  const auto gone = static_cast<std::uint32_t>(chip::time % 1'000 * 16);
  registers.VAL = gone == 0 ? 0 : 16'000 - gone;
  return &registers;
}
SCB_Type* system_registers() {
  static SCB_Type registers = {};
  registers.ICSR = stand_in::counted != chip::time / 1'000 ? SCB_ICSR_PENDSTSET_Msk : 0;
  return &registers;
}
uint32_t HAL_GetTick() { return static_cast<std::uint32_t>(stand_in::counted); }
void __WFI() {
  chip::step();
  chip::sleep((stand_in::counted + 1) * 1'000);
  ++chip::wakeups;
}
void clear_edge(uint32_t) {}
void HAL_GPIO_Init(GPIO_TypeDef*, GPIO_InitTypeDef* setup) {
  stand_in::rises = (setup->Mode & 0x0010'0000) != 0;
  stand_in::falls = (setup->Mode & 0x0020'0000) != 0;
}
void HAL_GPIO_DeInit(GPIO_TypeDef*, uint32_t) { stand_in::rises = stand_in::falls = false; }
GPIO_PinState HAL_GPIO_ReadPin(GPIO_TypeDef*, uint16_t pin) {
  return chip::levels[std::countr_zero(pin)] ? GPIO_PIN_SET : GPIO_PIN_RESET;
}
void HAL_GPIO_WritePin(GPIO_TypeDef*, uint16_t pin, GPIO_PinState level) {
  chip::output(static_cast<unsigned>(std::countr_zero(pin)), level == GPIO_PIN_SET);
}
void HAL_GPIO_TogglePin(GPIO_TypeDef*, uint16_t pin) {
  const auto number = static_cast<unsigned>(std::countr_zero(pin));
  chip::output(number, !chip::levels[number]);
}
int _write(int, const char* text, int length) {
  return static_cast<int>(write(1, text, static_cast<std::size_t>(length)));
}
}
