// SPDX-License-Identifier: MIT
#pragma once

#include "pico.h"

#define IO_IRQ_BANK0 13
#define I2C0_IRQ 23
#define PICO_SHARED_IRQ_HANDLER_DEFAULT_ORDER_PRIORITY 0x80
#ifdef __cplusplus
extern "C" {
#endif
typedef void (*irq_handler_t)(void);
void irq_add_shared_handler(uint num, irq_handler_t handler, uint8_t order_priority);
void irq_set_exclusive_handler(uint num, irq_handler_t handler);
void irq_set_enabled(uint num, bool enabled);
#ifdef __cplusplus
}
#endif
