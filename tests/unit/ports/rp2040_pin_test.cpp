// SPDX-License-Identifier: MIT
#include "ports/rp2040/pin.cpp"  // with simulated registers
#include "ports/rp2040/pin_irq.cpp"

#include "tests/support/simulated_rp2040.hpp"

#include <gtest/gtest.h>
#include <map>

namespace {

using namespace uasyncio;
using machine::Edge;

static_assert(machine::InterruptPin<rp2040::InterruptPin>);
static_assert(machine::OutputPin<rp2040::OutputPin>);
static_assert(machine::OpenDrainPin<rp2040::OpenDrainPin>);

constexpr std::uintptr_t functions = 0x4001'4004;
constexpr std::uintptr_t pads = 0x4001'C004;
constexpr std::uintptr_t happened = 0x4001'40F0;
constexpr std::uintptr_t enabled = 0x4001'4100;
constexpr std::uintptr_t interrupting = 0x4001'4120;
constexpr std::uintptr_t output = 0xD000'0010;
constexpr std::uintptr_t drive = 0xD000'0020;

class Chip : public SimulatedRp2040 {
 public:
  std::uint32_t read(std::uintptr_t address) override {
    if (address >= interrupting && address < interrupting + 16) {
      const std::uintptr_t offset = address - interrupting;
      return registers[happened + offset] & registers[enabled + offset];
    }
    return SimulatedRp2040::read(address);
  }

  void store(std::uintptr_t address, std::uint32_t value) override {
    if (address >= happened && address < happened + 16) {
      registers[address] &= ~value;
    } else if (address == output + 4 || address == drive + 4) {
      registers[address - 4] |= value;
    } else if (address == output + 8 || address == drive + 8) {
      registers[address - 8] &= ~value;
    } else {
      SimulatedRp2040::store(address, value);
    }
  }

  void come(unsigned pin, std::uint32_t edge_bits) {
    registers[happened + pin / 8 * 4] |= edge_bits << pin % 8 * 4;
  }
};

constexpr std::uint32_t falling = 1u << 2;
constexpr std::uint32_t rising = 1u << 3;

TEST(Rp2040Pin, EveryPinHasItsOwnHandler) {
  Chip chip;
  std::map<unsigned, int> calls;
  for (std::uint8_t number = 0; number < 30; ++number) {
    rp2040::InterruptPin pin(number);
    EXPECT_EQ(pin.irq(Edge::both, &count, &calls[number]), Error::none);
    EXPECT_EQ(chip.registers[pads + 4 * number], 0x5Au) << "input, pull-up";
    EXPECT_EQ(chip.registers[functions + 8 * number], 5u);
  }
  EXPECT_TRUE(chip.irq_is_enabled(13));
  EXPECT_EQ(chip.touched_in_reset, 0u);
  for (unsigned number = 0; number < 30; ++number) {
    chip.come(number, number % 2 == 0 ? rising : falling);
    io_bank0_handler();
    for (unsigned other = 0; other < 30; ++other) EXPECT_EQ(calls[other], other <= number ? 1 : 0);
  }
  for (std::uint8_t number = 0; number < 30; ++number) rp2040::InterruptPin(number).irq(nullptr);
}

TEST(Rp2040Pin, OnlyTheEdgesThatAreAskedForInterrupt) {
  Chip chip;
  rp2040::InterruptPin pin(19);
  int calls = 0;
  chip.come(19, falling);
  ASSERT_FALSE(pin.irq(Edge::falling, &count, &calls));
  io_bank0_handler();
  EXPECT_EQ(calls, 0) << "it was before the call";
  chip.come(19, rising);
  io_bank0_handler();
  EXPECT_EQ(calls, 0);
  chip.come(19, falling);
  io_bank0_handler();
  EXPECT_EQ(calls, 1);
  pin.irq(nullptr);
  chip.come(19, falling);
  io_bank0_handler();
  EXPECT_EQ(calls, 1);
}

Chip* chip_of_handler = nullptr;

TEST(Rp2040Pin, AnEdgeThatComesWhileTheHandlerRunsInterruptsAgain) {
  Chip chip;
  chip_of_handler = &chip;
  rp2040::InterruptPin pin(3);
  ASSERT_FALSE(pin.irq(Edge::both, [](void*) { chip_of_handler->come(3, rising); }, nullptr));
  chip.come(3, falling);
  io_bank0_handler();
  EXPECT_EQ(chip.read(interrupting), rising << 12);
  pin.irq(nullptr);
}

TEST(Rp2040Pin, APinThatTheChipDoesNotHaveIsRefused) {
  Chip chip;
  std::uint8_t number = 30;
  EXPECT_EQ(rp2040::InterruptPin(number).irq(Edge::both, &count, nullptr), Error::value);
  EXPECT_EQ(chip.registers.size(), 1u) << "nothing was touched";
}

TEST(Rp2040Pin, AnOutputHasItsLevelFromTheFirstMoment) {
  Chip chip;
  rp2040::OutputPin pin(25);
  EXPECT_FALSE(pin.value());
  EXPECT_EQ(chip.registers.count(functions + 8 * 25), 0u) << "not touched yet";
  pin.on();
  EXPECT_EQ(chip.registers[output], 1u << 25);
  EXPECT_EQ(chip.registers[drive], 1u << 25);
  EXPECT_EQ(chip.registers[pads + 4 * 25], 0x52u) << "no pull";
  EXPECT_TRUE(pin.value());
  pin.toggle();
  EXPECT_EQ(chip.registers[output], 0u);
}

TEST(Rp2040Pin, AnOpenDrainNeverDrivesHigh) {
  Chip chip;
  chip.registers[output] = 1u << 4;
  rp2040::OpenDrainPin pin(4);
  pin.value(false);
  EXPECT_EQ(chip.registers[output], 0u);
  EXPECT_EQ(chip.registers[drive], 1u << 4);
  pin.value(true);
  EXPECT_EQ(chip.registers[output], 0u);
  EXPECT_EQ(chip.registers[drive], 0u);
}

}  // namespace
