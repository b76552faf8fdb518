// SPDX-License-Identifier: MIT
// A controller that does nothing: what a port has for a bus that is measured without its part.
#pragma once

#include <uasyncio/machine/i2c.hpp>

namespace asyncio = uasyncio;

struct Controller {
  void begin(asyncio::machine::I2CTransfer& transfer) {
    transfer.done(asyncio::machine::I2CStatus::no_device);
  }
  asyncio::machine::Abort abort() { return asyncio::machine::Abort::now; }
  void drive(asyncio::machine::I2CLevels released) { lines = released.scl; }
  asyncio::machine::I2CLevels levels() { return {lines, lines}; }

  volatile bool lines = true;
};
