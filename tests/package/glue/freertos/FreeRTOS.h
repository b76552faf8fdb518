// SPDX-License-Identifier: MIT
// As FreeRTOS 11 (and 10) for one core, of what the glue calls: declared here, played by
// stand_in.hpp.
#pragma once

#include <stdint.h>

typedef long BaseType_t;
typedef unsigned long UBaseType_t;
typedef uint32_t TickType_t;

#define pdFALSE ((BaseType_t)0)
#define pdTRUE ((BaseType_t)1)
#define portMAX_DELAY ((TickType_t)0xffffffffUL)
#ifndef configTICK_RATE_HZ
#define configTICK_RATE_HZ ((TickType_t)1000)
#endif
#define pdMS_TO_TICKS(ms) ((TickType_t)(((uint64_t)(ms) * configTICK_RATE_HZ) / 1000))
#define portYIELD_FROM_ISR(is_urgent) yield_from_isr(is_urgent)
#define portSET_INTERRUPT_MASK_FROM_ISR() mask_from_isr()
#define portCLEAR_INTERRUPT_MASK_FROM_ISR(before) unmask_from_isr(before)

#ifdef __cplusplus
extern "C" {
#endif
void yield_from_isr(BaseType_t is_urgent);
UBaseType_t mask_from_isr(void);
void unmask_from_isr(UBaseType_t before);
#ifdef __cplusplus
}
#endif
