// SPDX-License-Identifier: MIT
// As Zephyr 3.7 and 4, with 64-bit time-outs, of what the glue calls: declared here and in the
// other headers of this folder, played by stand_in.hpp.
#pragma once

#include <stdint.h>

#define CONFIG_SYS_CLOCK_TICKS_PER_SEC 10000

typedef int64_t k_ticks_t;
typedef struct {
  k_ticks_t ticks;
} k_timeout_t;
struct k_sem {
  unsigned int count, limit;
};

struct k_work;
typedef void (*k_work_handler_t)(struct k_work* work);
struct k_work {
  k_work_handler_t handler;
};

#define K_FOREVER (k_timeout_t{-1})
#define K_TIMEOUT_ABS_TICKS(t) (k_timeout_t{-2 - (t)})
#define K_SEM_DEFINE(name, initial_count, count_limit) \
  struct k_sem name = {initial_count, count_limit}

#ifdef __cplusplus
extern "C" {
#endif
int64_t k_uptime_ticks(void);
uint64_t k_ticks_to_us_floor64(uint64_t t);
uint64_t k_us_to_ticks_ceil64(uint64_t t);
int k_sem_take(struct k_sem* sem, k_timeout_t timeout);
void k_sem_give(struct k_sem* sem);
int32_t k_sleep(k_timeout_t timeout);
void k_work_init(struct k_work* work, k_work_handler_t handler);
int k_work_submit(struct k_work* work);
#ifdef __cplusplus
}
#endif
