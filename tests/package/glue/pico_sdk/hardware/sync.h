// SPDX-License-Identifier: MIT
#pragma once

#include "pico.h"

#ifdef __cplusplus
extern "C" {
#endif
uint32_t save_and_disable_interrupts(void);
void restore_interrupts(uint32_t status);
void __wfi(void);
#ifdef __cplusplus
}
#endif
