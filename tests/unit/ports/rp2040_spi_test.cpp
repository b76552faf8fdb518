// SPDX-License-Identifier: MIT
#include "ports/rp2040/spi.cpp"  // with simulated registers

#include "tests/support/simulated_rp2040.hpp"

#include <algorithm>
#include <deque>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace {

using namespace uasyncio;
using machine::Abort;
using machine::SPIRequest;

static_assert(machine::SPIController<rp2040::SPIController>);

constexpr std::uintptr_t spi1 = 0x4004'0000;
constexpr std::uint32_t rests_with_bytes = 1u << 1;
constexpr std::uint32_t is_half_full = 1u << 2;

/// A PL022 with a device that gives back each byte, plus one. A byte takes until `pass_byte`.
class Chip : public SimulatedRp2040 {
 public:
  std::uint32_t read(std::uintptr_t address) override {
    if (address == spi1 + 0x0C) return came.empty() ? 0 : 1u << 2;
    if (address != spi1 + 0x08) return SimulatedRp2040::read(address);
    const std::uint32_t byte = came.front();
    came.pop_front();
    return byte;
  }
  void store(std::uintptr_t address, std::uint32_t value) override {
    SimulatedRp2040::store(address, value);
    if (address == resets && is_set(resets, 17)) {
      going.clear();
      came.clear();
      for (std::uintptr_t offset = 0; offset != 0x28; offset += 4) registers[spi1 + offset] = 0;
      ++held;
    }
    if (address == spi1 + 0x08) {
      EXPECT_FALSE(is_set(resets, 17)) << "touched in its reset";
      EXPECT_TRUE(is_set(spi1 + 0x04, 1)) << "not enabled";
      going.push_back(static_cast<std::uint8_t>(value));
      EXPECT_LE(going.size() + came.size(), 8u) << "a byte that comes would have no room";
    }
  }

  void pass_byte() {
    heard.push_back(going.front());
    came.push_back(static_cast<std::uint8_t>(going.front() + 1));
    going.pop_front();
  }
  /// What is under way comes, with interrupts as the hardware has them.
  void pass_bytes() {
    while (!going.empty()) {
      pass_byte();
      const std::uint32_t mask = registers[spi1 + 0x14];
      if ((came.size() >= 4 && (mask & is_half_full) != 0) ||
          (going.empty() && (mask & rests_with_bytes) != 0)) {
        rp2040::spi1_handler();
      }
    }
  }

  std::deque<std::uint8_t> going;
  std::deque<std::uint8_t> came;
  std::vector<std::uint8_t> heard;
  int held = 0;
};

/// As the bus has it.
class Transfer : public machine::SPITransfer {
 public:
  explicit Transfer(const SPIRequest& request) : SPITransfer(&on_done) { load(request); }
  std::string ended;

 private:
  static void on_done(machine::SPITransfer& transfer, std::uint8_t os_error) noexcept {
    static_cast<Transfer&>(transfer).ended += std::to_string(os_error);
  }
};

constexpr rp2040::SPIPins pins{.sck = 10, .mosi = 11, .miso = 12};

TEST(Rp2040Spi, PinsBelongToOneControllerEach) {
  EXPECT_TRUE(pins.are_of_one_controller());
  EXPECT_EQ(pins.number(), 1u);
  EXPECT_TRUE((rp2040::SPIPins{.sck = 18, .mosi = 3, .miso = 16}.are_of_one_controller()));
  EXPECT_FALSE((rp2040::SPIPins{.sck = 10, .mosi = 11, .miso = 16}.are_of_one_controller()));
  EXPECT_FALSE((rp2040::SPIPins{.sck = 11, .mosi = 10, .miso = 12}.are_of_one_controller()));
  EXPECT_FALSE((rp2040::SPIPins{.sck = 30, .mosi = 27, .miso = 28}.are_of_one_controller()));
}

TEST(Rp2040Spi, EachByteGoesAndComesWhateverTheNumber) {
  for (std::uint16_t size = 0; size <= 40; ++size) {
    Chip chip;
    rp2040::SPIController controller(pins);
    std::vector<std::uint8_t> out(size), in(size);
    for (std::uint8_t n = 0; n != size; ++n) out[n] = n;
    Transfer transfer({.out = out.data(), .in = in.data(), .size = size, .out_size = size});
    controller.begin(transfer);
    chip.pass_bytes();
    EXPECT_EQ(transfer.ended, "0") << size;
    EXPECT_EQ(chip.heard, out);
    for (std::uint8_t n = 0; n != size; ++n) EXPECT_EQ(in[n], n + 1);
    EXPECT_EQ(chip.registers[spi1 + 0x14], 0u) << "nothing interrupts at rest";
    rp2040::spi1_handler();  // what was pending
    EXPECT_EQ(transfer.ended, "0");
  }
}

TEST(Rp2040Spi, StopsAtEachByteIfItMustAndTouchesNothingAnyMore) {
  for (int bytes = 0; bytes <= 6; ++bytes) {
    Chip chip;
    rp2040::SPIController controller(pins, {.polarity = true, .phase = true});
    std::uint8_t in[12] = {};
    Transfer transfer({.in = in, .size = 12});
    controller.begin(transfer);
    for (int passed = 0; passed < bytes; ++passed) chip.pass_byte();
    if (bytes >= 4) rp2040::spi1_handler();
    EXPECT_EQ(controller.abort(), Abort::now);
    rp2040::spi1_handler();  // what was pending
    EXPECT_EQ(std::count(in, in + 12, 1), bytes >= 4 ? bytes : 0);
    EXPECT_EQ(transfer.ended, "");
    EXPECT_TRUE(chip.going.empty());
    EXPECT_FALSE(chip.is_set(Chip::resets, 17)) << "works again";
    EXPECT_TRUE(chip.is_set(spi1, 6)) << "the clock is at rest before the device is let go";
    chip.heard.clear();
    std::uint8_t byte = 42;
    Transfer next({.out = &byte, .in = &byte, .size = 1, .out_size = 1});
    controller.begin(next);
    chip.pass_bytes();
    EXPECT_EQ(next.ended, "0");
    EXPECT_EQ(byte, 43);
  }
}

TEST(Rp2040Spi, WithNothingUnderWayAnAbortDisturbsNothing) {
  Chip chip;
  rp2040::SPIController controller(pins);
  EXPECT_EQ(controller.abort(), Abort::now);
  EXPECT_EQ(chip.held, 0);
}

TEST(Rp2040Spi, GoesIntoItsResetWithItsObject) {
  Chip chip;
  Transfer transfer({.size = 3});
  {
    rp2040::SPIController controller(pins);
    EXPECT_TRUE(chip.irq_is_enabled(19));
    controller.begin(transfer);
  }
  EXPECT_TRUE(chip.is_set(Chip::resets, 17));
  rp2040::spi1_handler();
  EXPECT_EQ(transfer.ended, "");
}

TEST(Rp2040Spi, IsNeverFasterThanAskedForNorMuchSlower) {
  for (const std::uint32_t asked : {0u, 1u, 1'923u, 50'000u, 100'000u, 400'000u, 1'000'000u,
                                    3'000'000u, 20'000'000u, 62'500'000u, 4'000'000'000u}) {
    Chip chip;
    rp2040::SPIController controller(pins, {.baudrate = asked});
    const std::uint32_t even = chip.registers[spi1 + 0x10];
    const std::uint32_t second = (chip.registers[spi1] >> 8) + 1;
    EXPECT_EQ(even % 2, 0u);
    EXPECT_TRUE(even >= 2 && even <= 254 && second <= 256) << asked;
    const std::uint32_t rate = rp2040::clock_hz() / (even * second);
    const std::uint32_t slowest = rp2040::clock_hz() / (254 * 256);
    const std::uint32_t possible = std::clamp(asked, slowest, rp2040::clock_hz() / 2);
    EXPECT_LE(rate, possible) << asked;
    EXPECT_GE(rate, asked <= 100'000 ? possible - possible / 30 : possible / 2) << asked;
  }
}

TEST(Rp2040Spi, TheFormatIsAsAskedFor) {
  for (const bool polarity : {false, true}) {
    for (const bool phase : {false, true}) {
      Chip chip;
      rp2040::SPIController controller(pins, {.polarity = polarity, .phase = phase});
      EXPECT_EQ(chip.is_set(spi1, 6), polarity);
      EXPECT_EQ(chip.is_set(spi1, 7), phase);
      EXPECT_EQ(chip.registers[spi1] & 0x3F, 7u) << "eight bits, of Motorola's kind";
    }
  }
}

}  // namespace
