// SPDX-License-Identifier: MIT
#include "ports/rp2040/clock.cpp"  // with simulated registers

#include "tests/support/simulated_rp2040.hpp"

#include <gtest/gtest.h>

namespace {

constexpr std::uintptr_t reference = 0x4000'8030;
constexpr std::uintptr_t system = 0x4000'803C;
constexpr std::uintptr_t crystal = 0x4002'4000;
constexpr std::uintptr_t pll = 0x4002'8000;

/// Its processor stops when it runs from what does not run.
class Chip : public SimulatedRp2040 {
 public:
  explicit Chip(bool its_crystal_swings = true, bool its_pll_locks = true)
      : crystal_swings(its_crystal_swings), pll_locks(its_pll_locks) {}

  std::uint32_t read(std::uintptr_t address) override {
    ++readings;
    if (address == crystal + 4) return crystal_runs() ? 1u << 31 : 0;
    if (address == pll) return pll_runs() ? 1u << 31 : 0;
    if (address == reference + 8) return 1u << (registers[reference] & 3);
    if (address == system + 8) return 1u << (registers[system] & 1);
    return SimulatedRp2040::read(address);
  }

  void store(std::uintptr_t address, std::uint32_t value) override {
    SimulatedRp2040::store(address, value);
    if (address == resets && is_set(resets, 12)) registers[pll + 4] = 0x2D;
    const bool from_crystal = (registers[reference] & 3) == 2;
    const bool from_pll = (registers[system] & 1) == 1;
    const bool output_is_on = pll_runs() && !is_set(pll + 4, 3);
    if (from_pll ? !output_is_on : from_crystal && !crystal_runs()) stopped = true;
  }

  bool crystal_runs() { return crystal_swings && registers[crystal] == 0xFA'BAA0; }
  bool pll_runs() {
    const bool is_on = (registers[pll + 4] & (1u << 0 | 1u << 5)) == 0;
    return pll_locks && crystal_runs() && is_on && registers[pll + 8] == 125;
  }

  bool crystal_swings;
  bool pll_locks;
  bool stopped = false;
  std::uint64_t readings = 0;
};

void expect_the_ring_oscillator(Chip& chip) {
  EXPECT_FALSE(uasyncio::rp2040::run_from_pll());
  EXPECT_FALSE(chip.stopped);
  EXPECT_LT(chip.readings, 1'000'000u);
  EXPECT_EQ(chip.registers[reference] & 3, 0u);
  EXPECT_EQ(chip.registers[system] & 1, 0u);
  EXPECT_EQ(chip.registers[0x4005'802C], 1u << 9 | 6u) << "about a microsecond";
  EXPECT_EQ(uasyncio::rp2040::clock_hz(), 6'500'000u);
}

void expect_the_pll(Chip& chip) {
  EXPECT_TRUE(uasyncio::rp2040::run_from_pll());
  EXPECT_FALSE(chip.stopped);
  EXPECT_EQ(chip.touched_in_reset, 0u);
  EXPECT_EQ(chip.registers[reference] & 3, 2u) << "the crystal";
  EXPECT_EQ(chip.registers[system] & 1, 1u);
  EXPECT_EQ(chip.registers[pll + 12], 6u << 16 | 2u << 12) << "12 MHz * 125 / 12";
  EXPECT_EQ(chip.registers[0x4005'802C], 1u << 9 | 12u) << "a microsecond of the crystal";
  EXPECT_EQ(chip.registers[0x4000'8048], 1u << 11) << "of the peripherals, the system's";
  EXPECT_EQ(uasyncio::rp2040::clock_hz(), 125'000'000u);
}

TEST(Rp2040Clock, NothingIsUsedBeforeItRuns) {
  Chip chip;
  expect_the_pll(chip);
}

TEST(Rp2040Clock, WhatABootLoaderHasChosenDoesNotMatter) {
  Chip chip;
  expect_the_pll(chip);
  expect_the_pll(chip);
}

TEST(Rp2040Clock, WithoutACrystalItGoesOnAfterABoundedTime) {
  Chip chip(false);
  expect_the_ring_oscillator(chip);
}

TEST(Rp2040Clock, WithoutALockItGoesOnAfterABoundedTime) {
  Chip chip(true, false);
  expect_the_ring_oscillator(chip);
}

}  // namespace
