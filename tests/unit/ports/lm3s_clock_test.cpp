// SPDX-License-Identifier: MIT
#include "ports/lm3s/clock.cpp"  // with simulated registers

#include "tests/support/simulated_chip.hpp"

#include <gtest/gtest.h>

namespace {

constexpr std::uintptr_t ris = 0x400F'E050;
constexpr std::uintptr_t misc = 0x400F'E058;
constexpr std::uintptr_t rcc = 0x400F'E060;
constexpr std::uintptr_t rcc2 = 0x400F'E070;
constexpr std::uint32_t reset_value = 0x078E'3AD1;  // internal oscillator, the main one is off

/// Its processor stops when it runs from an oscillator that does not swing yet.
class Chip : public SimulatedChip {
 public:
  Chip() { registers[rcc] = reset_value; }

  std::uint32_t read(std::uintptr_t address) override {
    ++readings;
    if (address == ris) return lock_comes && readings > lock_at ? 1u << 6 : 0;
    return SimulatedChip::read(address);
  }

  void write(std::uintptr_t address, std::uint32_t value) override {
    if (address == misc) return;
    if (address == rcc) {
      const bool pll_was_off = (registers[rcc] & 1u << 13) != 0;
      const bool pll_is_on = (value & 1u << 13) == 0;
      if (pll_was_off && pll_is_on) lock_at = readings + 40;
      if ((value & 1) != 0) spun = 0;
    }
    SimulatedChip::write(address, value);
    check_that_it_runs();
  }

  void spin(std::uint32_t rounds) override {
    if ((registers[rcc] & 1) == 0) spun += rounds;
  }

  void check_that_it_runs() {
    const bool uses_2 = (registers[rcc2] & 1u << 31) != 0;
    const std::uint32_t value = registers[rcc];
    const bool bypassed = ((uses_2 ? registers[rcc2] : value) & 1u << 11) != 0;
    const bool from_main = (value & 3u << 4) == 0;
    if (!uses_2 && from_main && spun < 500'000 && !main_swings_already) stopped = true;
    if (!bypassed && !uses_2 && readings <= lock_at) stopped = true;
  }

  bool lock_comes = true;
  bool main_swings_already = false;
  bool stopped = false;
  std::uint64_t readings = 0;
  std::uint64_t lock_at = 0;
  std::uint32_t spun = 0;  // rounds since the main oscillator was switched on
};

constexpr std::uint32_t as_wanted = 0xFu << 23 | 1u << 22 | 0xEu << 6;  // PLL / 16, 8 MHz crystal

TEST(Lm3sClock, TheMainOscillatorHasBeenWaitedForBeforeItIsUsed) {
  Chip chip;
  EXPECT_TRUE(uasyncio::lm3s::run_from_pll());
  EXPECT_FALSE(chip.stopped);
  EXPECT_GE(chip.spun, 500'000u);
  EXPECT_EQ(chip.registers[rcc], as_wanted);
}

TEST(Lm3sClock, WithoutALockItGoesOnFromTheInternalOscillatorAfterABoundedTime) {
  Chip chip;
  chip.lock_comes = false;
  EXPECT_FALSE(uasyncio::lm3s::run_from_pll());
  EXPECT_FALSE(chip.stopped);
  EXPECT_LT(chip.readings, 1'000'000u);
  EXPECT_EQ(chip.registers[rcc] >> 4 & 3, 1u) << "from the internal oscillator";
  EXPECT_NE(chip.registers[rcc] & 1u << 11, 0u) << "without the PLL";
  EXPECT_EQ(chip.registers[rcc] & 1u << 22, 0u) << "undivided";
}

TEST(Lm3sClock, WhatABootLoaderHasChosenDoesNotMatter) {
  Chip chip;
  chip.main_swings_already = true;
  chip.registers[rcc] = 0x3u << 23 | 1u << 22 | 0xEu << 6;  // PLL / 4
  chip.registers[rcc2] = 1u << 31 | 0x3u << 23;
  EXPECT_TRUE(uasyncio::lm3s::run_from_pll());
  EXPECT_FALSE(chip.stopped);
  EXPECT_EQ(chip.registers[rcc], as_wanted);
  EXPECT_EQ(chip.registers[rcc2] & 1u << 31, 0u);
}

}  // namespace
