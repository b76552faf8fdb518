// SPDX-License-Identifier: MIT
#define run_calendar run_calendar_of_test  // its clock, of which another test is
#include "ports/rp2040/rtc.cpp"            // with simulated registers

#include "tests/support/simulated_rp2040.hpp"

#include <gtest/gtest.h>
#include <utility>

bool uasyncio::rp2040::run_calendar_of_test() noexcept { return true; }

namespace {

using namespace uasyncio;
using machine::DateTime;

static_assert(machine::RTC<rp2040::RTC>);

constexpr std::uintptr_t rtc = 0x4005'C000;
constexpr std::uintptr_t alarm_date = rtc + 0x10;
constexpr std::uintptr_t alarm_time = rtc + 0x14;
constexpr std::uintptr_t interrupts = rtc + 0x24;
constexpr DateTime evening{2028, 2, 28, 23, 59, 50};

/// Its calendar stands where a test sets it.
class Chip : public SimulatedRp2040 {
 public:
  std::uint32_t read(std::uintptr_t address) override {
    if (address == rtc + 0x0C) return registers[address] | (registers[address] & 1) << 1;
    const std::uint32_t value = SimulatedRp2040::read(address);
    const bool compares = address == alarm_date && has_alarm && (value >> 28 & 1) != 0;
    return compares ? value | 1u << 29 : value;
  }
  void store(std::uintptr_t address, std::uint32_t value) override {
    SimulatedRp2040::store(address, value);
    if (address != rtc + 0x0C || (value & 1u << 4) == 0) return;
    registers[rtc + 0x18] = registers[rtc + 0x04];
    registers[rtc + 0x1C] = registers[rtc + 0x08];
  }
  bool is_pended() { return std::exchange(registers[0xE000'E200], 0) >> 25 & 1; }

  /// The calendar comes to that second; the interrupt comes if it is that of the alarm.
  void reach(const DateTime& now) {
    registers[rtc + 0x18] = static_cast<unsigned>(now.year) << 12 | now.month << 8u | now.day;
    registers[rtc + 0x1C] = now.hour << 16u | now.minute << 8u | now.second;
    const bool is_day = (registers[alarm_date] & 0xFF'FFFF) == registers[rtc + 0x18];
    const bool is_time = (registers[alarm_time] & 0xFF'FFFF) == registers[rtc + 0x1C];
    const bool is_on = is_set(alarm_date, 28) && registers[interrupts] == 1 && irq_is_enabled(25);
    if (is_day && is_time && is_on) rp2040::rtc_handler();
  }

  bool has_alarm = true;
};

TEST(Rp2040Rtc, KeepsACalendar) {
  Chip chip;
  rp2040::RTC its;
  EXPECT_EQ(its.datetime({2027, 2, 29}), Error::value);
  EXPECT_EQ(its.datetime({1900, 1, 1}).kind, ErrorKind::value);
  EXPECT_FALSE(its.datetime(evening));
  EXPECT_EQ(its.datetime(), evening);
  EXPECT_EQ(chip.registers[rtc + 0x08] >> 24, 1u) << "a Monday";
}

TEST(Rp2040Rtc, ItsAlarmComesOnceInItsSecond) {
  Chip chip;
  rp2040::RTC its;
  int calls = 0;
  EXPECT_EQ(its.alarm({2028, 2, 29}, &count, &calls).code, ENODEV) << "it does not run";
  EXPECT_FALSE(its.datetime(evening));
  EXPECT_FALSE(its.alarm({2028, 2, 29}, &count, &calls));
  EXPECT_FALSE(chip.is_pended());
  chip.reach({2028, 2, 28, 23, 59, 59});
  rp2040::rtc_handler();  // an interrupt of before
  EXPECT_EQ(calls, 0);
  chip.reach({2028, 2, 29});
  chip.reach({2028, 2, 29});
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(chip.registers[interrupts], 0u);
}

TEST(Rp2040Rtc, WhatIsPassedWhenItIsSetComesAtOnce) {
  Chip chip;
  rp2040::RTC its;
  int calls = 0;
  EXPECT_FALSE(its.datetime(evening));
  EXPECT_FALSE(its.alarm({2028, 2, 28, 12, 0, 0}, &count, &calls));
  EXPECT_TRUE(chip.is_pended());
  rp2040::rtc_handler();
  EXPECT_EQ(calls, 1);
  EXPECT_FALSE(its.alarm({2028, 2, 29}, &count, &calls));
  EXPECT_FALSE(chip.is_pended());
  EXPECT_FALSE(its.datetime({2030, 1, 1}));
  EXPECT_TRUE(chip.is_pended()) << "the calendar was set beyond it";
  rp2040::rtc_handler();
  EXPECT_EQ(calls, 2);
}

TEST(Rp2040Rtc, ItsAlarmEndsAndIsRefusedAndChangesNothingThen) {
  Chip chip;
  rp2040::RTC its;
  int calls = 0;
  EXPECT_FALSE(its.datetime(evening));
  EXPECT_FALSE(its.alarm({2028, 2, 29}, &count, &calls));
  EXPECT_EQ(its.alarm({2027, 2, 29}, &count, &calls), Error::value);
  EXPECT_EQ(its.alarm({2100, 1, 1}, &count, &calls), Error::value);
  EXPECT_EQ(its.alarm({2028, 2, 29}, nullptr, &calls), Error::value);
  chip.reach({2028, 2, 29});
  EXPECT_EQ(calls, 1);
  EXPECT_FALSE(its.alarm({2028, 3, 1}, &count, &calls));
  its.alarm(nullptr);
  chip.reach({2028, 3, 1});
  rp2040::rtc_handler();
  EXPECT_EQ(calls, 1);
  chip.has_alarm = false;
  EXPECT_EQ(its.alarm({2028, 3, 2}, &count, &calls).code, ENODEV);
}

}  // namespace
