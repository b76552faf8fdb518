// SPDX-License-Identifier: MIT
#pragma once

#ifdef __cplusplus
extern "C" {
#endif
unsigned int play_irq_lock(void);
void play_irq_unlock(unsigned int key);
#ifdef __cplusplus
}
#endif
#define irq_lock() play_irq_lock()
#define irq_unlock(key) play_irq_unlock(key)
