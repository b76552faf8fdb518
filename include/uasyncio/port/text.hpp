// SPDX-License-Identifier: MIT
// Writing text without printf or iostream: strings, characters, numbers, booleans, and whatever has
// a function `write_to(sink)`.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace uasyncio {

/// Where text goes.
using TextSink = void (*)(const char* text, std::size_t length);

namespace detail {

inline constexpr std::size_t number_text_size = 24;  // sign, 20 digits of 2^64, room to spare

struct NumberText {
  char digits[number_text_size];
  std::size_t length;
  std::string_view view() const noexcept { return {digits, length}; }
};

/// Divides `value` in four steps that chips have an instruction for; gives the rest.
std::uint32_t divide(std::uint64_t& value, std::uint16_t divisor) noexcept;

NumberText to_text(std::uint32_t value, bool negative) noexcept;
NumberText to_text_long(std::uint64_t value, bool negative) noexcept;
/// With up to three decimals, as 1.5 or 0.125; out of range: "inf", "-inf", "nan".
NumberText to_text(double value) noexcept;

template <std::integral Value>
NumberText integer_to_text(Value value) noexcept {
  const bool negative = value < Value{0};
  if constexpr (sizeof(Value) <= sizeof(std::uint32_t)) {
    const auto magnitude = static_cast<std::uint32_t>(value);
    return to_text(negative ? 0 - magnitude : magnitude, negative);
  } else {
    const auto magnitude = static_cast<std::uint64_t>(value);
    return to_text_long(negative ? 0 - magnitude : magnitude, negative);
  }
}

template <class Value>
inline constexpr bool can_be_written =
    std::is_arithmetic_v<Value> || std::is_convertible_v<const Value&, std::string_view> ||
    requires(TextSink sink, const Value& value) { value.write_to(sink); };

template <class Value>
void write_value(TextSink sink, const Value& value) {
  if constexpr (requires { value.write_to(sink); }) {
    value.write_to(sink);
  } else if constexpr (std::is_same_v<Value, bool>) {
    const std::string_view text = value ? "True" : "False";
    sink(text.data(), text.size());
  } else if constexpr (std::is_same_v<Value, char>) {
    sink(&value, 1);
  } else if constexpr (std::integral<Value>) {
    const NumberText text = integer_to_text(value);
    sink(text.digits, text.length);
  } else if constexpr (std::floating_point<Value>) {
    const NumberText text = to_text(static_cast<double>(value));
    sink(text.digits, text.length);
  } else {
    const std::string_view text = value;
    sink(text.data(), text.size());
  }
}

}  // namespace detail
}  // namespace uasyncio
