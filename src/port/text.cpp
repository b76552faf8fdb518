// SPDX-License-Identifier: MIT
// Numbers as text, for print and reports, without printf, which is large on a chip. A long integer
// has functions of its own: a division of 64 bits takes 750 bytes of a compiler's library there.
#include "uasyncio/port/text.hpp"

namespace uasyncio::detail {
namespace {

constexpr unsigned base = 10;

std::uint32_t take_digit(std::uint32_t& value) noexcept {
  const std::uint32_t digit = value % base;
  value /= base;
  return digit;
}
std::uint32_t take_digit(std::uint64_t& value) noexcept { return divide(value, base); }

/// Writes backwards from `end`; returns the first character.
template <class Value>
char* write_digits(char* end, Value value) noexcept {
  do {
    *--end = static_cast<char>('0' + static_cast<char>(take_digit(value)));
  } while (value != 0);
  return end;
}

NumberText shift_to_front(const char* begin, const char* end) noexcept {
  NumberText text;
  text.length = 0;
  while (begin != end) text.digits[text.length++] = *begin++;
  return text;
}

template <class Value>
NumberText integer_text(Value value, bool negative) noexcept {
  char buffer[number_text_size];
  char* const end = buffer + number_text_size;
  char* begin = write_digits(end, value);
  if (negative) *--begin = '-';
  return shift_to_front(begin, end);
}

NumberText literal(std::string_view text) noexcept {
  return shift_to_front(text.data(), text.data() + text.size());
}

}  // namespace

std::uint32_t divide(std::uint64_t& value, std::uint16_t divisor) noexcept {
  std::uint64_t quotient = 0;
  std::uint32_t rest = 0;
  for (int piece = 0; piece != 4; ++piece) {
    const std::uint32_t part = rest << 16 | static_cast<std::uint32_t>(value >> 48);
    value <<= 16;
    quotient = quotient << 16 | part / divisor;
    rest = part % divisor;
  }
  value = quotient;
  return rest;
}

NumberText to_text(std::uint32_t value, bool negative) noexcept {
  return integer_text(value, negative);
}

NumberText to_text_long(std::uint64_t value, bool negative) noexcept {
  return integer_text(value, negative);
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
  auto decimals = (static_cast<std::uint32_t>(fraction * scale * 2) + 1) / 2;  // rounded
  if (decimals == static_cast<std::uint32_t>(scale)) {
    decimals = 0;
    ++whole;
  }
  char buffer[number_text_size];
  char* const end = buffer + number_text_size;
  char* begin = end;
  for (int place = 0; place != 3; ++place) {
    *--begin = static_cast<char>('0' + static_cast<char>(take_digit(decimals)));
  }
  *--begin = '.';
  begin = write_digits(begin, whole);
  if (negative) *--begin = '-';
  const char* last = end;
  while (last[-1] == '0' && last[-2] != '.') --last;  // 1.500 is 1.5, 2.000 is 2.0
  return shift_to_front(begin, last);
}

}  // namespace uasyncio::detail
