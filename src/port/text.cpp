// SPDX-License-Identifier: MIT
// Numbers as text, for print and reports, without printf, which is large on a chip. One way serves
// integers of all sizes.
#include "uasyncio/port/text.hpp"

namespace uasyncio::detail {
namespace {

void put_integer(NumberText& text, std::uint64_t value) noexcept {
  do {
    text.put_before(static_cast<char>('0' + take_digit(value)));
  } while (value != 0);
}

NumberText literal(std::string_view text) noexcept {
  NumberText number;
  for (std::size_t left = text.size(); left != 0; --left) number.put_before(text[left - 1]);
  return number;
}

}  // namespace

/// By shifts and sums: a division takes 270 bytes of the compiler's library where the processor has
/// none, one of 64 bits 750 on all chips. 1/10 is 1/2 + 1/4, times 1 + 1/16, times 1 + 1/256 and so
/// on, divided by 8. What the shifts cut off makes it less by one at most.
std::uint32_t take_digit(std::uint64_t& value) noexcept {
  std::uint64_t tenth = (value >> 1) + (value >> 2);
  tenth += tenth >> 4;
  tenth += tenth >> 8;
  tenth += tenth >> 16;
  tenth += tenth >> 32;
  tenth >>= 3;
  constexpr std::uint32_t base = 10;
  std::uint32_t digit =
      static_cast<std::uint32_t>(value) - static_cast<std::uint32_t>(tenth) * base;
  if (digit >= base) {
    digit -= base;
    ++tenth;
  }
  value = tenth;
  return digit;
}

NumberText to_text(std::uint64_t magnitude, bool negative) noexcept {
  NumberText text;
  put_integer(text, magnitude);
  if (negative) text.put_before('-');
  return text;
}

NumberText to_text(double value) noexcept {
  constexpr double scale = 1000;  // three decimals
  constexpr double limit = 1e15;
  if (value != value) return literal("nan");
  if (value >= limit) return literal("inf");
  if (value <= -limit) return literal("-inf");
  const bool negative = value < 0;
  const double magnitude = negative ? -value : value;
  // The whole part by itself: multiplied, it would lose digits.
  auto whole = static_cast<std::uint64_t>(magnitude);
  const double fraction = magnitude - static_cast<double>(whole);
  std::uint64_t decimals = (static_cast<std::uint32_t>(fraction * scale * 2) + 1) / 2;  // rounded
  if (decimals == static_cast<std::uint32_t>(scale)) {
    decimals = 0;
    ++whole;
  }
  NumberText text;
  bool is_shown = false;  // 1.500 is 1.5, 2.000 is 2.0
  for (int places = 3; places != 0; --places) {
    const std::uint32_t digit = take_digit(decimals);
    is_shown = is_shown || digit != 0 || places == 1;
    if (is_shown) text.put_before(static_cast<char>('0' + digit));
  }
  text.put_before('.');
  put_integer(text, whole);
  if (negative) text.put_before('-');
  return text;
}

void write_string(TextSink sink, const char* text) {
  const char* end = text;
  while (*end != '\0') ++end;
  sink(text, static_cast<std::size_t>(end - text));
}

void write_integer(TextSink sink, std::uint64_t magnitude, bool negative) {
  const NumberText number = to_text(magnitude, negative);
  const std::string_view text = number.view();
  sink(text.data(), text.size());
}

}  // namespace uasyncio::detail
