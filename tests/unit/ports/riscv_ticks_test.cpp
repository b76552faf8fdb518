// SPDX-License-Identifier: MIT
#include "ports/riscv/ticks.hpp"

#include <cstdint>
#include <gtest/gtest.h>

namespace {

using uasyncio::riscv::microseconds_from_ticks;

TEST(RiscvTicks, AreDividedByTenOnBothSidesOfEveryEdge) {
  for (unsigned bit = 0; bit != 64; ++bit) {
    const std::uint64_t middle = std::uint64_t{1} << bit;
    const std::uint64_t tens = middle / 10 * 10;
    for (std::uint64_t distance = 0; distance != 25; ++distance) {
      for (std::uint64_t ticks : {middle + distance, middle - distance, tens + distance,
                                  tens - distance, ~std::uint64_t{0} - distance}) {
        ASSERT_EQ(microseconds_from_ticks(ticks), ticks / 10) << ticks;
      }
    }
  }
}

TEST(RiscvTicks, AreDividedByTenAnywhere) {
  std::uint64_t ticks = 1;
  for (int round = 0; round != 1'000'000; ++round) {
    ticks = ticks * 6'364'136'223'846'793'005 + 1'442'695'040'888'963'407;
    ASSERT_EQ(microseconds_from_ticks(ticks), ticks / 10) << ticks;
    ASSERT_EQ(microseconds_from_ticks(ticks >> 24), (ticks >> 24) / 10) << ticks;
  }
}

}  // namespace
