// SPDX-License-Identifier: MIT
#include "tests/support/scenario.hpp"

#include <uasyncio/drivers/bus/spi.hpp>
#include <uasyncio/testing/spi_controller.hpp>

namespace {

using namespace scenario;
using asyncio::Coro;
using asyncio::testing::SPIController;
using asyncio::testing::SPITarget;

/// Answers always with the same byte.
class Constant final : public SPITarget {
 public:
  explicit Constant(std::uint8_t its_answer) : answer(its_answer) {}

 private:
  void selected(bool) noexcept override {}
  std::uint8_t exchange(std::uint8_t) noexcept override { return answer; }

  std::uint8_t answer;
};

TEST(TestingSpiController, TellsWhenTwoDevicesSpeakAtOnce) {
  EXPECT_EQ(played([]() -> Coro<> {
              SPIController controller(500'000);
              Constant one(0x0F), other(0x3C);
              controller.attach(one);
              controller.attach(other);
              asyncio::SPI spi(controller);
              const asyncio::SPIDevice device(one.select);
              std::uint8_t in[1];
              co_await spi.readinto(device, in);
              say(in[0], controller.clashes(), asyncio::Loop::running()->time());
              other.select.off();
              co_await spi.readinto(device, in);
              say(in[0], controller.clashes());
            }),
            "15 0 16 12 1 ok");
}

}  // namespace
