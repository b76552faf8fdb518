// SPDX-License-Identifier: MIT
// SPI with a controller of bytes: whole transactions, and the chip select at every end.
#include "tests/support/scenario.hpp"

#include <array>
#include <memory>
#include <uasyncio/drivers/bus/spi.hpp>
#include <uasyncio/testing/spi_controller.hpp>

using namespace scenario;
using asyncio::Coro;
using asyncio::SPI;
using asyncio::SPIDevice;
using asyncio::testing::SPIController;
using asyncio::testing::SPITarget;

namespace {

/// Says what it hears, "[" and "]" when it is selected and let go, and answers 1, 2, 3 ...
class Shifter final : public SPITarget {
 public:
  explicit Shifter(std::string its_name = "") : name(std::move(its_name)) {}
  std::string log;

 private:
  void selected(bool is_selected) noexcept override {
    log += is_selected ? name + "[" : "]";
    next = 1;
  }
  std::uint8_t exchange(std::uint8_t byte) noexcept override {
    log += std::to_string(byte) + " ";
    return next++;
  }

  std::string name;
  std::uint8_t next = 1;
};

/// A bus with two devices.
struct Board {
  Board() {
    controller.attach(left);
    controller.attach(right);
  }
  Shifter left;
  Shifter right;
  SPIController controller;
  SPIDevice left_device{left.select};
  SPIDevice right_device{right.select};
};

constexpr std::uint8_t three[] = {10, 20, 30};

TEST(Spi, SendsAndFills) {
  EXPECT_EQ(played([]() -> Coro<> {
              Board board;
              SPI spi(board.controller);
              std::array<std::uint8_t, 3> in{};
              co_await spi.write(board.left_device, three);
              co_await spi.readinto(board.left_device, in, 255);
              say(in[0], in[1], in[2]);
              co_await spi.write_readinto(board.left_device, in, in);
              say(in[0], in[1], in[2]);
              co_await spi.write_then_readinto(board.left_device, three, std::span(in).first(2));
              say(in[0], in[1], in[2], board.left.log);
              co_await spi.write(board.left_device, {});
              say(board.right.log, asyncio::Loop::running()->time());
            }),
            "1 2 3 1 2 3 4 5 3 [10 20 30 ][255 255 255 ][1 2 3 ][10 20 30 0 0 ]  112 ok");
}

Coro<> write_often(SPI& spi, const SPIDevice& device, std::uint8_t byte) {
  for (int n = 0; n < 3; ++n) {
    const std::uint8_t bytes[] = {byte, byte};
    co_await spi.write(device, bytes);
  }
}

TEST(Spi, WholeTransactionsInTheOrderInWhichTheyWereAwaited) {
  EXPECT_EQ(played([]() -> Coro<> {
              Board board;
              SPI spi(board.controller);
              co_await asyncio::gather(write_often(spi, board.left_device, 1),
                                       write_often(spi, board.right_device, 2),
                                       write_often(spi, board.left_device, 3));
              say(board.left.log, board.right.log, board.controller.clashes());
            }),
            "[1 1 ][3 3 ][1 1 ][3 3 ][1 1 ][3 3 ] [2 2 ][2 2 ][2 2 ] 0 ok");
}

/// A read of four bytes is cancelled after so many microseconds while another task waits.
void cancel_a_read(std::uint64_t after_us, bool aborts_later) {
  const std::string said = played([=]() -> Coro<> {
    Board board;
    board.controller.abort_later(aborts_later);
    SPI spi(board.controller);
    std::array<std::uint8_t, 4> in{};
    auto reader = asyncio::create_task(spi.readinto(board.left_device, in));
    auto next = asyncio::create_task(spi.write(board.right_device, three));
    co_await asyncio::sleep_us(after_us);
    co_await asyncio::cancel_and_wait(reader);
    const auto before = in;
    const bool is_done = reader.done() && !reader.cancelled();
    EXPECT_EQ(is_done, after_us > 32) << after_us;
    co_await next;
    EXPECT_EQ(in, before) << after_us;
    EXPECT_TRUE(board.left.select.value() && board.right.select.value());
    EXPECT_EQ(board.left.log.front(), '[');
    EXPECT_EQ(board.left.log.back(), ']');
    EXPECT_EQ(board.right.log, "[10 20 30 ]");
    EXPECT_EQ(board.controller.clashes(), 0u);
    const std::size_t heard = 3 * (aborts_later ? 4 : std::min<std::uint64_t>(after_us / 8, 4));
    EXPECT_LE(board.left.log.size(), heard + 2);
  });
  EXPECT_EQ(said, "ok");
}

TEST(Spi, IsCancelledAtAnyByteAndLetsTheChipSelectGo) {
  for (std::uint64_t after_us = 1; after_us < 45; ++after_us) {
    for (const bool aborts_later : {false, true}) cancel_a_read(after_us, aborts_later);
  }
}

TEST(Spi, AWaiterThatIsCancelledLeavesTheQueue) {
  EXPECT_EQ(played([]() -> Coro<> {
              Board board;
              SPI spi(board.controller);
              auto first = asyncio::create_task(spi.write(board.left_device, three));
              auto second = asyncio::create_task(spi.write(board.right_device, three));
              auto third = asyncio::create_task(spi.write(board.left_device, three));
              co_await asyncio::sleep_us(4);
              co_await asyncio::cancel_and_wait(second);
              co_await third;
              say(first.done(), board.left.log, board.right.log);
            }),
            "1 [10 20 30 ][10 20 30 ]  ok");
}

TEST(Spi, TellsWhatIsNotPossibleAndWhatAControllerTells) {
  EXPECT_EQ(played([]() -> Coro<> {
              Board board;
              SPI spi(board.controller);
              std::array<std::uint8_t, 2> in{};
              static std::array<std::uint8_t, 0x10000> much;
              say(co_await error_of(spi.write_readinto(board.left_device, three, in)));
              say(co_await error_of(spi.write(board.left_device, much)));
              say(co_await error_of(spi.write_then_readinto(board.left_device, three,
                                                            std::span(much).first(0xFFFF - 2))));
              say(board.left.log);
              board.controller.fail(5);
              say(co_await code_of(spi.write(board.left_device, three)), board.left.log);
              board.controller.fail(0);
              co_await spi.write(board.left_device, three);
              say(board.left.log);
            }),
            "ValueError ValueError ValueError  5 [] [][10 20 30 ] ok");
}

TEST(Spi, ABusThatGoesLetsTheChipSelectGoAndEndsItsWaiters) {
  for (const bool aborts_later : {false, true}) {
    EXPECT_EQ(played([=]() -> Coro<> {
                Board board;
                board.controller.abort_later(aborts_later);
                auto spi = std::make_unique<SPI>(board.controller);
                std::array<std::uint8_t, 4> in{};
                auto reader = asyncio::create_task(spi->readinto(board.left_device, in));
                auto writer = asyncio::create_task(spi->write(board.right_device, three));
                co_await asyncio::sleep_us(12);
                testing::internal::CaptureStderr();
                spi.reset();
                (void)testing::internal::GetCapturedStderr();
                co_await asyncio::sleep_ms(1);
                say(reader.cancelled(), writer.cancelled(), board.left.select.value());
              }),
              "1 1 1 ok");
  }
}

TEST(Spi, AnOwnerThatEndsATaskAtOnceEndsItsTransactionToo) {
  EXPECT_EQ(
      played([]() -> Coro<> {
        Board board;
        SPI spi(board.controller);
        {
          asyncio::OwnedTask<> owner(asyncio::create_task(spi.write(board.left_device, three)));
          co_await asyncio::sleep_us(12);
        }
        say(board.left.log, board.left.select.value());
      }),
      "[10 ] 1 ok");
}

}  // namespace
