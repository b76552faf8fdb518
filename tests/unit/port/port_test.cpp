// SPDX-License-Identifier: MIT
// The cheap question between passes: rarely the counter, never late for long, at once if woken.
#include "uasyncio/port/port.hpp"

#include <gtest/gtest.h>

#if UASYNCIO_CYCLE_COUNTER
namespace {

constexpr std::uint64_t interval = 1'000'000;  // cycles: far more than a few calls take
constexpr int passes_at_most = 8;

class CyclePort final : public uasyncio::Port {
 public:
  CyclePort() noexcept : Port(1) { look_interval_cycles_ = interval; }
  uasyncio::Instant now() noexcept override { return uasyncio::Instant{}; }
  bool wait(uasyncio::Instant) noexcept override { return true; }
  void work(std::uint64_t cycles) const noexcept {
    for (const std::uint64_t start = cycle_count(); cycle_count() - start < cycles;) {
    }
  }
  /// Passes until a look is due; each takes so many cycles.
  int passes(std::uint64_t cycles) noexcept {
    for (int count = 1; count != 1000; ++count) {
      work(cycles);
      if (needs_look_between_passes()) return count;
    }
    return 1000;
  }
};

TEST(Port, LooksAfterOnePassAsLongAsTheInterval) {
  CyclePort port;
  port.begin_look();
  EXPECT_EQ(port.passes(interval), 1);
}

TEST(Port, LooksAFewPassesAfterShortOnesBecameLong) {
  CyclePort port;
  port.begin_look();
  for (int pass = 0; pass != 20; ++pass) (void)port.needs_look_between_passes();
  EXPECT_LE(port.passes(interval), passes_at_most);
  port.begin_look();
  EXPECT_EQ(port.passes(interval), 1) << "long passes do without the counter";
}

TEST(Port, LooksInTimeWhenManyShortPassesAddUp) {
  CyclePort port;
  port.begin_look();
  EXPECT_LE(port.passes(interval / 100), 100 + passes_at_most);
}

TEST(Port, LooksAtOnceWhenWoken) {
  CyclePort port;
  port.begin_look();
  for (int pass = 0; pass != 20; ++pass) (void)port.needs_look_between_passes();
  port.wake();
  EXPECT_TRUE(port.needs_look_between_passes());
  port.begin_look();
  EXPECT_FALSE(port.was_woken());
}

}  // namespace
#endif
