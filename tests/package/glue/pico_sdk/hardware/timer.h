// SPDX-License-Identifier: MIT
#pragma once

#include "pico.h"

#ifdef __cplusplus
extern "C" {
#endif
typedef void (*hardware_alarm_callback_t)(uint alarm_num);
absolute_time_t from_us_since_boot(uint64_t us_since_boot);
uint64_t time_us_64(void);
int hardware_alarm_claim_unused(bool required);
void hardware_alarm_set_callback(uint alarm_num, hardware_alarm_callback_t callback);
bool hardware_alarm_set_target(uint alarm_num, absolute_time_t t);
void hardware_alarm_cancel(uint alarm_num);
#ifdef __cplusplus
}
#endif
