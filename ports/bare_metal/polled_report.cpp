// SPDX-License-Identifier: MIT
// Text for a program that is about to end: no ring, no interrupt and no loop are trusted any more.
#include "ports/bare_metal/polled_report.hpp"

namespace uasyncio::bare_metal {

void PolledReport::text(const char* text) noexcept {
  for (; *text != '\0'; ++text) {
    while (!uart::can_send()) {
    }
    uart::send(*text);
  }
}

void PolledReport::value(const char* name, std::uint32_t value) noexcept {
  text(name);
  char digits[9];
  for (int digit = 7; digit >= 0; --digit, value >>= 4) {
    digits[digit] = "0123456789abcdef"[value & 15];
  }
  digits[8] = '\0';
  text(digits);
}

}  // namespace uasyncio::bare_metal
