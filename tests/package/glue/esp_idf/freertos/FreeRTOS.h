// SPDX-License-Identifier: MIT
// As ESP-IDF 5 on one core, of what the glue calls: declared here and in the other headers of this
// folder, played by stand_in.hpp.
#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef int BaseType_t;
typedef unsigned int UBaseType_t;
typedef uint32_t TickType_t;

#define pdFALSE ((BaseType_t)0)
#define pdTRUE ((BaseType_t)1)
#define portMAX_DELAY ((TickType_t)0xffffffffUL)
#define configTICK_RATE_HZ 100
#define portYIELD_FROM_ISR(...) yield_from_isr(__VA_ARGS__)
#define portSET_INTERRUPT_MASK_FROM_ISR() mask_from_isr()
#define portCLEAR_INTERRUPT_MASK_FROM_ISR(before) unmask_from_isr(before)

#ifdef __cplusplus
extern "C" {
#endif
BaseType_t xPortInIsrContext(void);
BaseType_t xPortGetCoreID(void);
BaseType_t xPortIsInsideInterrupt(void);
void yield_from_isr(BaseType_t is_urgent);
UBaseType_t mask_from_isr(void);
void unmask_from_isr(UBaseType_t before);
#ifdef __cplusplus
}
#endif
