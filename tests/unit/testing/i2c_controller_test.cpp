// SPDX-License-Identifier: MIT
// The controller without hardware, as a port's.
#include "tests/support/scenario.hpp"

#include <uasyncio/testing/i2c_controller.hpp>
#include <uasyncio/testing/i2c_memory.hpp>

using namespace scenario;
using asyncio::Coro;
using asyncio::machine::Abort;
using asyncio::machine::I2CRequest;
using asyncio::machine::I2CStatus;
using asyncio::machine::I2CTransfer;
using asyncio::testing::I2CController;
using asyncio::testing::I2CMemory;

namespace {

/// Says how it ends.
class Transfer : public I2CTransfer {
 public:
  explicit Transfer(const I2CRequest& request) : I2CTransfer(&on_end) { load(request); }

 private:
  static void on_end(I2CTransfer&, I2CStatus status) noexcept {
    say(static_cast<int>(status), asyncio::Loop::running()->time());
  }
};

TEST(TestingI2cController, TakesTheTimeOfItsBits) {
  EXPECT_EQ(played([]() -> Coro<> {
              I2CController controller(400'000);
              I2CMemory<4> memory(0x20);
              controller.attach(memory);
              std::uint8_t bytes[2] = {1, 2};
              Transfer transfer(
                  {.out = bytes, .in = bytes, .out_size = 1, .in_size = 2, .address = 0x20});
              controller.begin(transfer);  // address, 1, address, two
              co_await asyncio::sleep_ms(1);
              say(static_cast<int>(controller.abort()), controller.stops());
            }),
            "0 110 0 1 ok");
}

TEST(TestingI2cController, AbortedInAByteThatItReadsTheDeviceHoldsSda) {
  EXPECT_EQ(played([]() -> Coro<> {
              I2CController controller;
              I2CMemory<4> memory(0x20);
              controller.attach(memory);
              std::uint8_t bytes[2];
              Transfer transfer({.in = bytes, .in_size = 2, .address = 0x20});
              controller.begin(transfer);
              co_await asyncio::sleep_us(100);
              EXPECT_EQ(controller.abort(), Abort::now);
              say(controller.levels().scl, controller.levels().sda);
              for (int n = 0; n != 5; ++n) {
                controller.drive({false, true});
                controller.drive({true, true});
              }
              say(controller.levels().sda);
            }),
            "1 0 1 ok");
}

TEST(TestingI2cController, MayAbortOnlyLaterAndThenTouchesNothing) {
  EXPECT_EQ(played([]() -> Coro<> {
              I2CController controller;
              controller.abort_later(true);
              I2CMemory<4> memory(0x20);
              controller.attach(memory);
              std::uint8_t bytes[2] = {7, 7};
              Transfer transfer({.in = bytes, .in_size = 2, .address = 0x20});
              controller.begin(transfer);
              co_await asyncio::sleep_us(100);
              EXPECT_EQ(controller.abort(), Abort::later);
              co_await asyncio::sleep_ms(1);
              say(bytes[0]);
            }),
            "0 180 7 ok");
}

}  // namespace
