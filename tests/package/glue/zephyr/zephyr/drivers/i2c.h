// SPDX-License-Identifier: MIT
#pragma once

#include "gpio.h"

#include <stdint.h>

struct i2c_msg {
  uint8_t* buf;
  uint32_t len;
  uint8_t flags;
};

#define I2C_MSG_WRITE (0U << 0U)
#define I2C_MSG_READ BIT(0)
#define I2C_MSG_STOP BIT(1)
#define I2C_MSG_RESTART BIT(2)

#ifdef __cplusplus
extern "C"
#endif
    int
    i2c_transfer(const struct device* dev, struct i2c_msg* msgs, uint8_t num_msgs, uint16_t addr);
