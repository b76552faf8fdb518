// SPDX-License-Identifier: MIT
#include "ports/lm3s/adc.cpp"  // with simulated registers

#include "tests/support/simulated_chip.hpp"

#include <gtest/gtest.h>

namespace {

using namespace uasyncio;

/// Converts when timer 1 says so.
class AdcChip : public SimulatedChip {
 public:
  void write(std::uintptr_t address, std::uint32_t value) override {
    SimulatedChip::write(address, value);
    if (address == 0x4003'800C) registers[0x4003'8004] &= ~value;
    const bool is_started = address == 0x4003'100C && (value & 0x21) == 0x21;
    if (!is_started || !works || !is_set(0x4003'8000, 3)) return;
    EXPECT_EQ(registers[0x4003'8014], 0x5000u) << "a timer starts sequencer 3";
    EXPECT_EQ(registers[0x4003'80A4], 0b0110u) << "one step, told at its end";
    registers[0x4003'80A8] = levels[registers[0x4003'80A0]];
    registers[0x4003'8004] |= 1u << 3;
  }

  std::uint32_t levels[4] = {0, 0x3FF, 0x200, 1};
  bool works = true;
};

TEST(Lm3sAdc, TenBitsFillSixteen) {
  AdcChip chip;
  constexpr std::uint16_t expected[] = {0, 65'535, 0x8020, 0x0040};
  for (std::uint8_t input = 0; input < 4; ++input) {
    lm3s::ADC adc(input);
    for (int turn = 0; turn < 2; ++turn) {
      EXPECT_FALSE(adc.read_u16().error);
      EXPECT_EQ(adc.read_u16().value, expected[input]);
    }
  }
}

TEST(Lm3sAdc, TellsWhatCannotBeRead) {
  AdcChip chip;
  EXPECT_EQ(lm3s::ADC(4).read_u16().error, Error::value);
  EXPECT_TRUE(chip.registers.empty());
  chip.works = false;
  EXPECT_EQ(lm3s::ADC(0).read_u16().error, Error::timeout);
}

}  // namespace
