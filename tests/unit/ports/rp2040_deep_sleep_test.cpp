// SPDX-License-Identifier: MIT
#include "ports/rp2040/deep_sleep.cpp"  // with simulated registers
#include "ports/rp2040/pwm.cpp"

#include "tests/support/simulated_rp2040.hpp"

#include <gtest/gtest.h>

namespace {

using namespace uasyncio;

constexpr std::uintptr_t asleep_0 = 0x4000'80A8;
constexpr std::uintptr_t asleep_1 = 0x4000'80AC;
constexpr std::uintptr_t system_control = 0xE000'ED10;

TEST(Rp2040DeepSleep, TimeAndPinsGoOnAndOthersStop) {
  SimulatedRp2040 chip;
  rp2040::set_deep_sleep(true);
  EXPECT_EQ(chip.registers[system_control], 4u);
  for (const unsigned pins_rtc_buses : {6u, 7u, 8u, 11u, 21u, 22u, 24u, 25u, 26u, 27u}) {
    EXPECT_TRUE(chip.is_set(asleep_0, pins_rtc_buses)) << pins_rtc_buses;
  }
  for (const unsigned timer_watchdog_console : {5u, 6u, 7u, 12u}) {
    EXPECT_TRUE(chip.is_set(asleep_1, timer_watchdog_console)) << timer_watchdog_console;
  }
  for (const unsigned adc_dma_pio_pwm : {1u, 2u, 5u, 12u, 13u, 17u}) {
    EXPECT_FALSE(chip.is_set(asleep_0, adc_dma_pio_pwm)) << adc_dma_pio_pwm;
  }
  for (const unsigned uart1_usb : {8u, 9u, 10u, 11u}) {
    EXPECT_FALSE(chip.is_set(asleep_1, uart1_usb)) << uart1_usb;
  }
  rp2040::set_deep_sleep(false);
  EXPECT_EQ(chip.registers[system_control], 0u);
}

TEST(Rp2040DeepSleep, APwmNeedsItsClockWhileItIsOn) {
  SimulatedRp2040 chip;
  const DeepSleep deep;
  rp2040::PWM pwm(18);
  pwm.duty_u16(1'000);
  EXPECT_TRUE(DeepSleep::is_next());
  EXPECT_EQ(pwm.freq(20'000), Error::none);
  EXPECT_FALSE(DeepSleep::is_next());
  EXPECT_STREQ(LightSleep::newest()->name(), "PWM");
  pwm.deinit();
  EXPECT_TRUE(DeepSleep::is_next());
}

}  // namespace
