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

/// Written from the end on.
struct NumberText {
  char characters[number_text_size];
  std::size_t begin = number_text_size;
  void put_before(char character) noexcept { characters[--begin] = character; }
  std::string_view view() const noexcept { return {characters + begin, number_text_size - begin}; }
};

/// Takes the last decimal digit off `value` and gives it.
std::uint32_t take_digit(std::uint64_t& value) noexcept;

NumberText to_text(std::uint64_t magnitude, bool negative) noexcept;
/// With up to three decimals, as 1.5 or 0.125; out of range: "inf", "-inf", "nan".
NumberText to_text(double value) noexcept;

template <std::integral Value>
constexpr std::uint64_t magnitude_of(Value value) noexcept {
  const auto bits = static_cast<std::uint64_t>(value);
  return value < Value{0} ? 0 - bits : bits;
}

template <std::integral Value>
NumberText integer_to_text(Value value) noexcept {
  return to_text(magnitude_of(value), value < Value{0});
}

// Functions of their own, so that each use of them is a short call.
void write_string(TextSink sink, const char* text);
void write_integer(TextSink sink, std::uint64_t magnitude, bool negative);

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
    write_integer(sink, magnitude_of(value), value < Value{0});
  } else if constexpr (std::floating_point<Value>) {
    const NumberText number = to_text(static_cast<double>(value));
    const std::string_view text = number.view();
    sink(text.data(), text.size());
  } else if constexpr (std::is_convertible_v<const Value&, const char*>) {
    write_string(sink, value);
  } else {
    const std::string_view text = value;
    sink(text.data(), text.size());
  }
}

}  // namespace detail
}  // namespace uasyncio
