// SPDX-License-Identifier: MIT
// Pins of an STM32 by ST's HAL. Outputs are set up by the project (CubeMX), as are the clocks of
// the ports and, in the NVIC, the interrupts of pins. The project's HAL_GPIO_EXTI_Callback calls
// `on_edge` (docs/boards/stm32_hal.md).
#pragma once

#include "uasyncio/machine/pin.hpp"

#include "ports/bare_metal/pin_irq.hpp"

#if __has_include(<stm32f4xx_hal.h>)
#include <stm32f4xx_hal.h>
#else
#include <main.h>  // CubeMX's: includes the HAL of the project's chip
#endif

#include <bit>
#include <cstddef>

namespace uasyncio::stm32_hal {

/// An output of the project; on is high: `OutputPin led(GPIOA, GPIO_PIN_5);`.
class OutputPin {
 public:
  OutputPin(GPIO_TypeDef* port, std::uint16_t pin) noexcept : port_(port), pin_(pin) {}

  void on() noexcept { value(true); }
  void off() noexcept { value(false); }
  void toggle() noexcept { HAL_GPIO_TogglePin(port_, pin_); }
  void value(bool is_on) noexcept {
    HAL_GPIO_WritePin(port_, pin_, is_on ? GPIO_PIN_SET : GPIO_PIN_RESET);
  }
  bool value() const noexcept { return HAL_GPIO_ReadPin(port_, pin_) == GPIO_PIN_SET; }

 private:
  GPIO_TypeDef* port_;
  std::uint16_t pin_;
};

struct PortIrq : bare_metal::PinIrq {
  GPIO_TypeDef* port = nullptr;
};
inline constinit PortIrq irqs[16];  // one for each number of a pin

/// An edge of a pin with this number. In the interrupt.
inline void on_edge(std::uint16_t pin) noexcept { irqs[std::countr_zero(pin)].call(); }

/// An input with a pull-up. Of the pins with one number, those of one port can interrupt.
class InterruptPin {
 public:
  InterruptPin(GPIO_TypeDef* port, std::uint16_t pin) noexcept : port_(port), pin_(pin) {}

  bool value() const noexcept { return HAL_GPIO_ReadPin(port_, pin_) == GPIO_PIN_SET; }
  [[nodiscard("it may be refused")]] Error irq(machine::Edge edges, machine::PinHandler handler,
                                               void* argument) noexcept {
    constexpr std::uint32_t modes[] = {GPIO_MODE_INPUT, GPIO_MODE_IT_RISING, GPIO_MODE_IT_FALLING,
                                       GPIO_MODE_IT_RISING_FALLING};
    PortIrq& slot = irqs[std::countr_zero(pin_)];
    if (slot.port != nullptr && slot.port != port_) return Error::os(16);  // EBUSY
    GPIO_InitTypeDef setup = {};
    setup.Pin = pin_;
    setup.Mode = modes[static_cast<unsigned>(edges)];
    setup.Pull = GPIO_PULLUP;
    HAL_GPIO_DeInit(port_, pin_);  // no interrupt while the slot changes
    slot = {{handler, argument}, handler != nullptr ? port_ : nullptr};
    __HAL_GPIO_EXTI_CLEAR_IT(pin_);
    HAL_GPIO_Init(port_, &setup);
    return Error::none;
  }
  void irq(std::nullptr_t) noexcept { (void)irq(machine::Edge::none, nullptr, nullptr); }

 private:
  GPIO_TypeDef* port_;
  std::uint16_t pin_;
};

}  // namespace uasyncio::stm32_hal
