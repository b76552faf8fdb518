// SPDX-License-Identifier: MIT
// What lies between the two boards of an asi2c link: a simulated bus and three wires.
#pragma once

#include <uasyncio/drivers/link/asi2c.hpp>
#include <uasyncio/testing/i2c_controller.hpp>
#include <uasyncio/testing/i2c_target_port.hpp>
#include <uasyncio/testing/wire.hpp>

namespace asi2c_bus {

struct Bus {
  Bus() { controller.attach(target); }
  uasyncio::testing::I2CController controller;
  uasyncio::testing::I2CTargetPort target{uasyncio::ResponderEnd::addr};
  uasyncio::I2C i2c{controller};
  uasyncio::testing::Wire syn, ack, reset{true};
};

}  // namespace asi2c_bus
