// SPDX-License-Identifier: MIT
#pragma once

#include "pico.h"

#define NUM_BANK0_GPIOS 30
enum gpio_irq_level { GPIO_IRQ_EDGE_FALL = 0x4u, GPIO_IRQ_EDGE_RISE = 0x8u };
typedef enum gpio_function { GPIO_FUNC_I2C = 3, GPIO_FUNC_SIO = 5 } gpio_function_t;
#ifdef __cplusplus
extern "C" {
#endif
void gpio_set_function(uint gpio, gpio_function_t fn);
void gpio_init(uint gpio);
void gpio_set_dir(uint gpio, bool out);
void gpio_pull_up(uint gpio);
void gpio_put(uint gpio, bool value);
bool gpio_get(uint gpio);
bool gpio_get_out_level(uint gpio);
void gpio_set_irq_enabled(uint gpio, uint32_t event_mask, bool enabled);
uint32_t gpio_get_irq_event_mask(uint gpio);
void gpio_acknowledge_irq(uint gpio, uint32_t event_mask);
#ifdef __cplusplus
}
#endif
