// SPDX-License-Identifier: MIT
#pragma once

#include "hardware/gpio.h"
#include "hardware/timer.h"
#include "pico/stdio.h"

#ifdef __cplusplus
extern "C"
#endif
    bool
    stdio_init_all(void);
