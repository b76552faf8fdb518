// SPDX-License-Identifier: MIT
// The words of a command that a probe has read from its console.
#pragma once

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string_view>

class CommandWords {
 public:
  CommandWords() noexcept = default;
  /// `line` ends in a newline, and must live as long as its words are used.
  explicit CommandWords(std::string_view line) noexcept : rest_(line.data(), line.size() - 1) {}

  /// "" behind the last one.
  std::string_view next() noexcept {
    const std::size_t size = std::min(rest_.find(' '), rest_.size());
    const std::string_view word(rest_.data(), size);
    rest_.remove_prefix(std::min(size + 1, rest_.size()));
    return word;
  }
  /// 0 if the next word is no number.
  std::uint32_t next_number() noexcept {
    const std::string_view word = next();
    std::uint32_t number = 0;
    std::from_chars(word.data(), word.data() + word.size(), number);
    return number;
  }
  std::uint16_t next_port() noexcept { return static_cast<std::uint16_t>(next_number()); }

 private:
  std::string_view rest_;
};
