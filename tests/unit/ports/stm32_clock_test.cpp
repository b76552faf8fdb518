// SPDX-License-Identifier: MIT
#include "ports/stm32/clock.cpp"  // with simulated registers

#include "tests/support/simulated_chip.hpp"

#include <gtest/gtest.h>

namespace {

using namespace uasyncio;
using stm32::PllStart;

constexpr std::uintptr_t cr = 0x4002'3800;
constexpr std::uintptr_t pllcfgr = 0x4002'3804;
constexpr std::uintptr_t cfgr = 0x4002'3808;
constexpr std::uintptr_t flash_acr = 0x4002'3C00;

/// A part that works is ready some readings after it was switched on.
class ClockChip : public SimulatedChip {
 public:
  ClockChip() { registers[cr] = 0x83; }

  std::uint32_t read(std::uintptr_t address) override {
    ++readings;
    if (address == cr) update();
    return SimulatedChip::read(address);
  }

  void write(std::uintptr_t address, std::uint32_t value) override {
    if (address == pllcfgr && is_set(cr, 25)) ++mistakes;  // 7.3.2: only while the PLL is off
    if (address == cfgr) value = switched(value);
    if (address == flash_acr && !flash_obeys) return;
    SimulatedChip::write(address, value);
    changed_at = readings;
  }

  void update() {
    if (readings < changed_at + 50) return;
    follow(16, crystal_swings);
    follow(24, pll_locks);
  }

  void follow(unsigned bit, bool works) {
    const std::uint32_t ready = 1u << (bit + 1);
    if (is_set(cr, bit) && works) registers[cr] |= ready;
    if (!is_set(cr, bit)) registers[cr] &= ~ready;
  }

  std::uint32_t switched(std::uint32_t value) {
    const bool to_pll = (value & 3) == 2;
    if (to_pll && !is_set(cr, 25)) ++mistakes;
    const std::uint32_t states = registers[flash_acr] & 7;
    if (to_pll && (registers[pllcfgr] >> 6 & 0x1FF) / 2 > (states + 1) * 30) ++mistakes;
    return (value & ~0xCu) | (switch_works ? (value & 3) << 2 : 0);
  }

  bool crystal_swings = true;
  bool pll_locks = true;
  bool switch_works = true;
  bool flash_obeys = true;
  std::uint64_t readings = 0;
  std::uint64_t changed_at = 0;
  int mistakes = 0;
};

TEST(Stm32Clock, FromTheCrystal) {
  ClockChip chip;
  stm32::run_from_internal();
  EXPECT_EQ(stm32::run_from_pll(168, 12), PllStart::exact);
  EXPECT_EQ(chip.registers[pllcfgr], 12 | 336u << 6 | 1u << 22 | 7u << 24);
  EXPECT_EQ(chip.registers[cfgr], 2 | 2u << 2 | 5u << 10 | 4u << 13);
  EXPECT_EQ(chip.registers[flash_acr] & 7, 5u);
  EXPECT_EQ(chip.mistakes, 0);
}

TEST(Stm32Clock, WithoutACrystalAtTheSameSpeedFromTheInternalOscillator) {
  for (const std::uint32_t crystal : {0u, 8u}) {
    ClockChip chip;
    chip.crystal_swings = false;
    stm32::run_from_internal();
    EXPECT_EQ(stm32::run_from_pll(84, crystal), PllStart::inexact);
    EXPECT_EQ(chip.registers[pllcfgr] & 0x3F, 16u);
    EXPECT_FALSE(chip.is_set(pllcfgr, 22));
    EXPECT_FALSE(chip.is_set(cr, 16)) << "a dead crystal is switched off again";
    EXPECT_EQ(chip.mistakes, 0);
    EXPECT_LT(chip.readings, 1'000'000u);
  }
}

TEST(Stm32Clock, WhatNeverBecomesReadyIsGivenUpAndTheInternalOscillatorGoesOn) {
  for (int broken = 0; broken < 3; ++broken) {
    ClockChip chip;
    chip.pll_locks = broken != 0;
    chip.flash_obeys = broken != 1;
    chip.switch_works = broken != 2;
    stm32::run_from_internal();
    EXPECT_EQ(stm32::run_from_pll(168, 12), PllStart::impossible) << broken;
    EXPECT_EQ(chip.registers[cfgr], 0u) << broken;
    EXPECT_LT(chip.readings, 1'000'000u);
  }
}

TEST(Stm32Clock, WhereNothingAnswersNothingHangs) {
  SimulatedChip nothing_ever_changes;
  stm32::run_from_internal();
  EXPECT_EQ(stm32::run_from_pll(168, 12), PllStart::impossible);
}

TEST(Stm32Clock, WhatABootLoaderHasChosenDoesNotMatter) {
  ClockChip chip;
  chip.registers[cr] |= 3u << 24 | 3u << 16;
  chip.registers[flash_acr] = 5;
  chip.registers[cfgr] = 2 | 2u << 2 | 5u << 10 | 4u << 13;
  stm32::start_clocks();  // as the build of these tests has chosen: 16 MHz
  EXPECT_EQ(chip.registers[cfgr], 0u);
  EXPECT_FALSE(chip.is_set(cr, 24));
  EXPECT_EQ(stm32::clocks().timers, 16u);
  EXPECT_EQ(stm32::clocks().uart1, 16u);
  EXPECT_EQ(stm32::run_from_pll(100, 8), PllStart::exact);
  EXPECT_EQ(chip.mistakes, 0);
}

}  // namespace
