// SPDX-License-Identifier: MIT
// Registers are words of the chip in the SDK; here each is played by stand_in.hpp, so this one is
// for C++ alone.
#pragma once

#include "pico.h"

struct io_rw_32 {
  operator uint32_t() const;
  io_rw_32& operator=(uint32_t value);
};
using io_ro_32 = io_rw_32;

struct i2c_hw_t {
  io_rw_32 tar, data_cmd;
  io_ro_32 intr_stat;
  io_rw_32 intr_mask, tx_tl;
  io_ro_32 clr_tx_abrt, clr_stop_det;
  io_rw_32 enable;
  io_ro_32 txflr, rxflr, tx_abrt_source;
};
struct i2c_inst_t {
  i2c_hw_t* hw;
};
extern "C" {
extern i2c_inst_t i2c0_inst, i2c1_inst;
uint i2c_init(i2c_inst_t* i2c, uint baudrate);
void i2c_deinit(i2c_inst_t* i2c);
uint i2c_get_index(i2c_inst_t* i2c);
i2c_hw_t* i2c_get_hw(i2c_inst_t* i2c);
}
#define i2c0 (&i2c0_inst)
#define i2c1 (&i2c1_inst)
