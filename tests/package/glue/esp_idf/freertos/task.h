// SPDX-License-Identifier: MIT
#pragma once

#include "freertos/FreeRTOS.h"

#ifdef __cplusplus
extern "C" {
#endif
typedef struct tskTaskControlBlock* TaskHandle_t;
typedef void (*TaskFunction_t)(void*);
BaseType_t xTaskCreatePinnedToCore(TaskFunction_t code, const char* name, uint32_t stack_depth,
                                   void* argument, UBaseType_t priority, TaskHandle_t* created,
                                   BaseType_t core);
UBaseType_t uxTaskPriorityGet(TaskHandle_t task);
TaskHandle_t xTaskGetCurrentTaskHandle(void);
TickType_t xTaskGetTickCount(void);
TickType_t xTaskGetTickCountFromISR(void);
BaseType_t xTaskNotifyGive(TaskHandle_t task);
void vTaskNotifyGiveFromISR(TaskHandle_t task, BaseType_t* is_urgent);
uint32_t ulTaskNotifyTake(BaseType_t clears, TickType_t ticks);
#ifdef __cplusplus
}
#endif
