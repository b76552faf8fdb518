// SPDX-License-Identifier: MIT
// Keys that bounce, for the tests of what scans a matrix.
#pragma once

#include <cstddef>
#include <uasyncio.hpp>
#include <uasyncio/testing/chance.hpp>
#include <uasyncio/testing/matrix.hpp>

namespace scenario {

/// The key moves, and bounces four times before it rests where it is wanted.
inline uasyncio::Coro<> bounce(uasyncio::testing::Matrix<4, 4>& matrix, std::size_t key,
                               bool is_down, uasyncio::testing::Chance& chance) {
  for (int n = 0; n != 4; ++n) {
    matrix.press(key / 4, key % 4);
    co_await uasyncio::sleep_ms(chance.next() % 3);
    matrix.release(key / 4, key % 4);
    co_await uasyncio::sleep_ms(chance.next() % 3);
  }
  if (is_down) matrix.press(key / 4, key % 4);
}

}  // namespace scenario
