// SPDX-License-Identifier: MIT
// A chip that is a target on a bus.
#include "tests/support/scenario.hpp"

#include <uasyncio/drivers/bus/i2c.hpp>
#include <uasyncio/testing/i2c_controller.hpp>
#include <uasyncio/testing/i2c_target_port.hpp>

using namespace scenario;
using asyncio::Coro;
using asyncio::testing::I2CController;
using asyncio::testing::I2CTargetPort;

namespace {

void say_count(void*, std::size_t count) { say("done", count); }

TEST(I2cTargetPort, MovesWhatWasPreparedAndNothingElse) {
  EXPECT_EQ(played([]() -> Coro<> {
              I2CController controller;
              I2CTargetPort target(0x12);
              controller.attach(target);
              asyncio::I2C i2c(controller);
              const std::uint8_t out[] = {1, 2};
              std::uint8_t in[3] = {};
              say(co_await code_of(i2c.writeto(0x12, out)));
              target.send(out, &say_count, nullptr);
              say(co_await code_of(i2c.writeto(0x12, out)));
              co_await i2c.readfrom_into(0x12, in);
              say(in[0], in[1], in[2]);
              target.receive(std::span(in, 1), &say_count, nullptr);
              say(co_await code_of(i2c.writeto(0x12, out)));
              target.send(out, &say_count, nullptr);
              target.abort();
              say(co_await code_of(i2c.readfrom_into(0x12, in)));
            }),
            "19 19 done 2 1 2 255 done 1 5 19 ok");
}

}  // namespace
