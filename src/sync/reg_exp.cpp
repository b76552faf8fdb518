// SPDX-License-Identifier: MIT
// Regular expressions of MicroPython's kind, as far as topics need them: matched by going back,
// without compiling and without memory of its own. `is_pattern` refuses beforehand what the
// matcher does not know.
#include "uasyncio/sync/reg_exp.hpp"

#include <cstddef>

namespace uasyncio {
namespace {

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_space(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }
constexpr bool is_word(char c) noexcept {
  return is_digit(c) || c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
constexpr bool is_repeat(char c) noexcept { return c == '*' || c == '+' || c == '?'; }

/// The characters of `\d` and so on; of another letter, that one.
bool escape_matches(char letter, char c) noexcept {
  switch (letter) {
    case 'd': return is_digit(c);
    case 'D': return !is_digit(c);
    case 's': return is_space(c);
    case 'S': return !is_space(c);
    case 'w': return is_word(c);
    case 'W': return !is_word(c);
    default: return c == letter;
  }
}

/// How long the set at the start of `pattern` is, brackets included; 0 if it has no end. A `]` that
/// comes first is in the set.
std::size_t set_length(std::string_view pattern) noexcept {
  const std::size_t first = pattern.size() > 1 && pattern[1] == '^' ? 2 : 1;
  for (std::size_t at = first; at < pattern.size(); ++at) {
    if (pattern[at] == ']' && at != first) return at + 1;
    if (pattern[at] == '\\') ++at;
  }
  return 0;
}

/// How long the first element of `pattern`, which is not empty, is without its repeat; 0: it is
/// none.
std::size_t element_length(std::string_view pattern) noexcept {
  switch (pattern[0]) {
    case '[': return set_length(pattern);
    case '\\': return pattern.size() < 2 ? 0 : 2;
    case '*':
    case '+':
    case '?':
    case '(':
    case ')':
    case '|': return 0;
    default: return 1;
  }
}

bool set_matches(std::string_view set, char c) noexcept {
  const bool is_negated = set[1] == '^';
  const std::size_t end = set.size() - 1;
  std::size_t at = is_negated ? 2 : 1;
  while (at < end) {
    const char low = set[at];
    if (low == '\\') {
      if (escape_matches(set[at + 1], c)) return !is_negated;
      at += 2;
    } else if (at + 2 < end && set[at + 1] == '-') {
      if (low <= c && c <= set[at + 2]) return !is_negated;
      at += 3;
    } else {
      if (low == c) return !is_negated;
      ++at;
    }
  }
  return is_negated;
}

bool element_matches(std::string_view element, char c) noexcept {
  switch (element[0]) {
    case '.': return true;
    case '[': return set_matches(element, c);
    case '\\': return escape_matches(element[1], c);
    default: return element[0] == c;
  }
}

class Matcher {
 public:
  explicit Matcher(std::string_view text) noexcept : text_(text) {}

  bool matches(std::string_view pattern, std::size_t at) const noexcept {
    while (!pattern.empty()) {
      const std::size_t length = element_length(pattern);
      const std::string_view element(pattern.data(), length);  // substr could throw
      pattern.remove_prefix(length);
      if (!pattern.empty() && is_repeat(pattern[0])) {
        const char repeat = pattern[0];
        pattern.remove_prefix(1);
        return repeat_matches(element, repeat, pattern, at);
      }
      if (element == "^" || element == "$") {
        if (at != (element == "^" ? 0 : text_.size())) return false;
        continue;
      }
      if (at == text_.size() || !element_matches(element, text_[at])) return false;
      ++at;
    }
    return true;
  }

 private:
  /// The element as often as it matches, then less often, until the rest matches too.
  bool repeat_matches(std::string_view element, char repeat, std::string_view rest,
                      std::size_t at) const noexcept {
    const std::size_t least = repeat == '+' ? at + 1 : at;
    const std::size_t most = repeat == '?' && at < text_.size() ? at + 1 : text_.size();
    std::size_t end = at;
    while (end < most && element_matches(element, text_[end])) ++end;
    for (; end >= least; --end) {
      if (matches(rest, end)) return true;
      if (end == 0) break;
    }
    return false;
  }

  std::string_view text_;
};

bool is_pattern(std::string_view pattern) noexcept {
  while (!pattern.empty()) {
    const std::size_t length = element_length(pattern);
    if (length == 0) return false;
    const bool is_place = pattern[0] == '^' || pattern[0] == '$';
    pattern.remove_prefix(length);
    if (pattern.empty() || !is_repeat(pattern[0])) continue;
    if (is_place) return false;
    pattern.remove_prefix(1);
  }
  return true;
}

}  // namespace

RegExp::RegExp(std::string_view pattern) noexcept
    : pattern_(pattern), is_valid_(is_pattern(pattern)) {}

bool RegExp::match(std::string_view text) const noexcept {
  return is_valid_ && Matcher(text).matches(pattern_, 0);
}

}  // namespace uasyncio
