// SPDX-License-Identifier: MIT
#pragma once

#include "pico.h"

#ifdef __cplusplus
extern "C" {
#endif
int putchar_raw(int c);
void stdio_flush(void);
#ifdef __cplusplus
}
#endif
