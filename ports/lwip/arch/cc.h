// SPDX-License-Identifier: MIT
// What lwIP asks of a compiler and a machine.
#ifndef UASYNCIO_LWIP_CC_H
#define UASYNCIO_LWIP_CC_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif
void uasyncio_lwip_assertion_failed(int line);
uint32_t uasyncio_lwip_random(void);
#ifdef __cplusplus
}
#endif

// Without its sentence: those would take some kilobytes of flash.
#define LWIP_PLATFORM_ASSERT(sentence) uasyncio_lwip_assertion_failed(__LINE__)
#define LWIP_PLATFORM_DIAG(sentence)
#define LWIP_RAND() uasyncio_lwip_random()

#endif
