// SPDX-License-Identifier: MIT
#include "ports/nrf/rtc_clock.cpp"  // with simulated registers

#include "tests/support/simulated_chip.hpp"
#include "uasyncio/testing/chance.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace {

using namespace uasyncio;
using nrf::RtcClock;

constexpr std::uintptr_t rtc = 0x4000'B000;
constexpr std::uintptr_t reached = rtc + 0x140;
constexpr std::uintptr_t compared = rtc + 0x540;
constexpr unsigned rtc_irq = 11;

/// Its counter has 24 bits; a comparison that is written less than two ticks before is lost.
class RtcChip : public SimulatedChip {
 public:
  std::uint32_t read(std::uintptr_t address) override {
    if (address != rtc + 0x504) return SimulatedChip::read(address);
    const auto counter = static_cast<std::uint32_t>(ticks & 0xFF'FFFF);
    run(ticks_per_reading);
    return counter;
  }
  void write(std::uintptr_t address, std::uint32_t value) override {
    SimulatedChip::write(address, value);
    if (address == compared) surely_from = ticks + 2;
    if (address == 0xE000'E200) is_pending = is_pending || (value >> rtc_irq & 1) != 0;
  }

  void run(std::uint64_t count) {
    const std::uint64_t equal_at = ticks + to_comparison();
    ticks += count;
    if (equal_at <= ticks && equal_at >= surely_from) registers[reached] = 1;
  }
  /// Until the interrupt, at most so many ticks.
  bool run_to_interrupt(std::uint64_t most) {
    if (!interrupts()) run(std::min(to_comparison(), most));
    return interrupts();
  }
  bool interrupts() { return is_pending || (registers[reached] != 0 && irq_is_enabled(rtc_irq)); }
  void serve(RtcClock& clock) {
    is_pending = false;
    clock.acknowledge();
  }

  std::uint64_t to_comparison() {
    const std::uint64_t left = (registers[compared] - ticks) & 0xFF'FFFF;
    return left != 0 ? left : std::uint64_t{1} << 24;
  }

  std::uint64_t ticks = 0;
  std::uint64_t surely_from = 0;
  std::uint32_t ticks_per_reading = 0;
  bool is_pending = false;
};

TEST(NrfRtcClock, StartsItsOwnClockAndLetsTheFastCrystalRest) {
  for (const auto source : {RtcClock::Source::oscillator, RtcClock::Source::crystal}) {
    RtcChip chip;
    RtcClock clock;
    clock.start(source);
    EXPECT_EQ(chip.registers[0x4000'0518], source == RtcClock::Source::crystal ? 1u : 0u);
    EXPECT_EQ(chip.registers[0x4000'0008], 1u);
    EXPECT_EQ(chip.registers.count(0x4000'0000), 0u);
    EXPECT_EQ(chip.registers[rtc], 1u);
    EXPECT_TRUE(chip.is_set(rtc + 0x304, 16) && chip.is_set(rtc + 0x344, 16));
    EXPECT_TRUE(chip.irq_is_enabled(rtc_irq));
  }
}

TEST(NrfRtcClock, ATickIsThirtyAndAHalfMicroseconds) {
  RtcChip chip;
  RtcClock clock;
  for (const auto& [ticks, us] : {std::pair{0u, 0u},
                                  {1u, 30u},
                                  {2u, 61u},
                                  {512u, 15'625u},
                                  {32'768u, 1'000'000u},
                                  {0x7F'FFFFu, 255'999'969u}}) {
    chip.ticks = ticks;
    EXPECT_EQ(to_microseconds(clock.now()), us);
  }
}

TEST(NrfRtcClock, CountsItsRoundsWhileNothingIsDue) {
  RtcChip chip;
  RtcClock clock;
  clock.start(RtcClock::Source::oscillator);
  ASSERT_TRUE(clock.set_alarm(never));
  for (int half = 1; half <= 5; ++half) {
    EXPECT_TRUE(clock.fell_short());
    ASSERT_TRUE(chip.run_to_interrupt(1u << 23));
    EXPECT_EQ(chip.ticks, static_cast<std::uint64_t>(half) << 23);
    chip.serve(clock);
    EXPECT_EQ(to_microseconds(clock.now()), half * 256'000'000u);
    ASSERT_TRUE(clock.set_alarm(never));
  }
}

// Also while the counter goes on between any two readings of it.
TEST(NrfRtcClock, AnAlarmIsNeverEarlyAndAtMostThreeTicksLate) {
  uasyncio::testing::Chance chance(1);
  for (const std::uint32_t ticks_per_reading : {0u, 1u, 2u, 5u}) {
    RtcChip chip;
    RtcClock clock;
    clock.start(RtcClock::Source::oscillator);
    chip.ticks = 0x7F'F000;  // the first half ends soon
    for (int n = 0; n != 300; ++n) {
      chip.ticks_per_reading = 0;
      const Instant deadline = clock.now() + from_microseconds(1 + chance.next() % 20'000);
      chip.ticks_per_reading = ticks_per_reading;
      while (clock.set_alarm(deadline)) {
        ASSERT_TRUE(chip.run_to_interrupt(2'000)) << ticks_per_reading << ", " << n;
        chip.serve(clock);
        chip.ticks_per_reading = 0;
        EXPECT_TRUE(clock.fell_short() || clock.now() >= deadline);
        chip.ticks_per_reading = ticks_per_reading;
      }
      chip.ticks_per_reading = 0;
      EXPECT_GE(clock.now(), deadline);
      EXPECT_LE(clock.now(), deadline + from_microseconds(3 * 31 + 31 * 3 * ticks_per_reading));
    }
  }
}

}  // namespace
