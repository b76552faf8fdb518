// SPDX-License-Identifier: MIT
// Numbered texts that two boards send each other over a link which is lost now and then: what is
// known of those that go one way.
#pragma once

#include "tests/support/scenario.hpp"

#include <cstdint>
#include <uasyncio/testing/chance.hpp>

namespace one_way {

struct Direction {
  std::uint64_t next = 0;         // to be sent
  std::uint64_t expected = 0;     // to be taken
  std::uint64_t may_be_lost = 0;  // all before this one
  std::uint64_t arrived = 0;
  int pause_ms = 0;  // between two of them, at the most

  /// Somebody was told: what was sent so far may be lost.
  void told() { may_be_lost = next; }
  void take(std::uint64_t number) {
    expected = number + 1;
    ++arrived;
  }
};

/// A rough life: a mishap after the other, which `mishap` of these boards brings, each after a
/// pause of up to so long.
template <class Boards, class Condition>
uasyncio::Coro<> live_until(Boards& boards, uasyncio::testing::Chance& chance, int longest_pause_ms,
                            Condition is_over) {
  while (!is_over()) {
    co_await uasyncio::sleep_ms(static_cast<int>(chance.between(1, longest_pause_ms)));
    co_await mishap(boards, chance);
  }
}

/// At the end of a rough life of so many seconds: for `rest` seconds all is well again, in both
/// directions, and each `pause` seconds something has arrived on the average.
inline uasyncio::Coro<> expect_a_life(const Direction& there, const Direction& back, int seconds,
                                      int rest, int pause) {
  const std::uint64_t before_there = there.arrived, before_back = back.arrived;
  co_await uasyncio::sleep(rest);
  EXPECT_GT(there.arrived, before_there + 10) << "all is well again";
  EXPECT_GT(back.arrived, before_back + 10);
  EXPECT_GT(there.arrived, static_cast<std::uint64_t>(seconds / pause));
  EXPECT_GT(back.arrived, static_cast<std::uint64_t>(seconds / pause));
}

}  // namespace one_way
