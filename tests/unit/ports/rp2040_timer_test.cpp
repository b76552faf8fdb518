// SPDX-License-Identifier: MIT
#define timer1_handler timer1_handler_of_rp2040  // the nRF51 has one of this name, too
#include "ports/rp2040/timer.cpp"                // with simulated registers

#include "tests/support/simulated_rp2040.hpp"

#include <gtest/gtest.h>
#include <vector>

namespace {

using namespace uasyncio;
using machine::TimerMode;

static_assert(machine::Timer<rp2040::Timer>);

constexpr std::uintptr_t timer = 0x4005'4000;
constexpr std::uintptr_t of_alarm_2 = timer + 0x18;
constexpr std::uintptr_t happened = timer + 0x34;
constexpr std::uintptr_t enabled = timer + 0x38;

/// The counter is `now`, and moves by `step` with each reading.
class Chip : public SimulatedRp2040 {
 public:
  std::uint32_t read(std::uintptr_t address) override {
    if (address == timer + 0x28) return std::exchange(now, now + step);
    return SimulatedRp2040::read(address);
  }
  void store(std::uintptr_t address, std::uint32_t value) override {
    if (address == happened) value = registers[happened] & ~value;
    SimulatedRp2040::store(address, value);
    if (address == of_alarm_2) is_armed = true;
    if (address == timer + 0x20) is_armed = false;
  }
  bool is_pended() { return is_set(0xE000'E200, 2); }

  /// The alarm's interrupt comes so late.
  void reach_alarm(std::uint32_t late_us = 0) {
    ASSERT_TRUE(is_armed);
    is_armed = false;
    now = registers[of_alarm_2] + late_us;
    registers[happened] |= 1u << 2;
    rp2040::timer2_handler();
  }

  std::uint32_t now = 0;
  std::uint32_t step = 0;
  bool is_armed = false;
};

TEST(Rp2040Timer, RefusesWhatTheHardwareCannotCountAndChangesNothing) {
  Chip chip;
  int calls = 0;
  rp2040::Timer its(2);
  EXPECT_FALSE(its.init(TimerMode::one_shot, rp2040::Timer::most_us, &count, &calls));
  EXPECT_EQ(its.init(TimerMode::one_shot, 0, &count, &calls), Error::value);
  EXPECT_EQ(its.init(TimerMode::one_shot, 0x8000'0000, &count, &calls), Error::value);
  EXPECT_EQ(its.init(TimerMode::one_shot, 5, nullptr, &calls), Error::value);
  EXPECT_EQ(chip.registers[of_alarm_2], rp2040::Timer::most_us);
  chip.reach_alarm();
  EXPECT_EQ(calls, 1);
}

TEST(Rp2040Timer, ComesOnceOrAtWholePeriodsOverTheCountersEnd) {
  for (const TimerMode mode : {TimerMode::one_shot, TimerMode::periodic}) {
    Chip chip;
    chip.now = 0xFFFF'FF00;
    int calls = 0;
    rp2040::Timer its(2);
    EXPECT_FALSE(its.init(mode, 100, &count, &calls));
    EXPECT_TRUE(chip.is_set(enabled, 2) && chip.irq_is_enabled(2));
    EXPECT_EQ(chip.registers[of_alarm_2], 0xFFFF'FF64);
    chip.reach_alarm(3);
    EXPECT_EQ(calls, 1);
    EXPECT_EQ(chip.is_armed, mode == TimerMode::periodic);
    if (mode == TimerMode::one_shot) continue;
    EXPECT_EQ(chip.registers[of_alarm_2], 0xFFFF'FFC8);
    chip.reach_alarm(250);
    EXPECT_EQ(calls, 2) << "three periods as one";
    EXPECT_EQ(chip.registers[of_alarm_2], 0xF4u);
  }
}

TEST(Rp2040Timer, WhatIsOverBeforeTheAlarmIsSetComesAtOnce) {
  Chip chip;
  chip.step = 7;
  int calls = 0;
  rp2040::Timer its(2);
  EXPECT_FALSE(its.init(TimerMode::one_shot, 5, &count, &calls));
  EXPECT_TRUE(chip.is_pended());
  rp2040::timer2_handler();
  EXPECT_EQ(calls, 1);
  EXPECT_FALSE(chip.is_armed) << "it would come again after a round";
}

TEST(Rp2040Timer, AnInterruptOfBeforeIsNotItsOwn) {
  Chip chip;
  int calls = 0;
  rp2040::Timer its(2);
  EXPECT_FALSE(its.init(TimerMode::one_shot, 100, &count, &calls));
  chip.now = 60;
  EXPECT_FALSE(its.init(TimerMode::one_shot, 100, &count, &calls));
  chip.now = 100;
  rp2040::timer2_handler();
  EXPECT_EQ(calls, 0);
  chip.reach_alarm();
  EXPECT_EQ(calls, 1);
}

TEST(Rp2040Timer, EndsWithDeinitAlsoIfItsInterruptIsPending) {
  Chip chip;
  int calls = 0;
  {
    rp2040::Timer its(2);
    EXPECT_FALSE(its.init(TimerMode::periodic, 100, &count, &calls));
    chip.now = 100;
    its.deinit();
    rp2040::timer2_handler();
    EXPECT_FALSE(its.init(TimerMode::periodic, 100, &count, &calls));
    chip.now = 200;
  }
  rp2040::timer2_handler();
  EXPECT_EQ(calls, 0);
  EXPECT_FALSE(chip.is_armed || chip.is_set(enabled, 2));
}

TEST(Rp2040Timer, MayBeStartedAnewAndEndedInItsHandler) {
  Chip chip;
  static int calls;
  calls = 0;
  rp2040::Timer its(2);
  EXPECT_FALSE(its.init(
      TimerMode::one_shot, 100,
      [](void* argument) {
        auto& timer_of_it = *static_cast<rp2040::Timer*>(argument);
        EXPECT_FALSE(timer_of_it.init(
            TimerMode::periodic, 50,
            [](void* again) {
              if (++calls == 2) static_cast<rp2040::Timer*>(again)->deinit();
            },
            argument));
      },
      &its));
  chip.reach_alarm();
  chip.reach_alarm();
  chip.reach_alarm();
  EXPECT_EQ(calls, 2);
  EXPECT_FALSE(chip.is_armed);
}

}  // namespace
