// SPDX-License-Identifier: MIT
// For tests that report by themselves: a failed check prints itself, and status() is 1.
#pragma once

#include "uasyncio/port/platform.hpp"

#include <cstdint>
#include <string_view>

namespace target_test {

inline int failures = 0;

inline int status() { return failures == 0 ? 0 : 1; }

inline void print(std::string_view text) {
  uasyncio::platform::console_write(text.data(), text.size());
}

inline void print(std::uint64_t number) {
  char text[20];
  char* digit = text + sizeof text;
  do {
    *--digit = static_cast<char>('0' + number % 10);
    number /= 10;
  } while (number > 0);
  print(std::string_view(digit, static_cast<std::size_t>(text + sizeof text - digit)));
}

inline void check(bool is_right, std::string_view what, std::uint64_t value) {
  if (is_right) return;
  ++failures;
  print("failed: ");
  print(what);
  print(", it is ");
  print(value);
  print("\n");
}

}  // namespace target_test

#define CHECK_AT_LEAST(value, least) \
  target_test::check((value) >= (least), #value " >= " #least, static_cast<std::uint64_t>(value))
#define CHECK_AT_MOST(value, most) \
  target_test::check((value) <= (most), #value " <= " #most, static_cast<std::uint64_t>(value))
#define CHECK_EQUAL(value, wanted) \
  target_test::check((value) == (wanted), #value " == " #wanted, static_cast<std::uint64_t>(value))
