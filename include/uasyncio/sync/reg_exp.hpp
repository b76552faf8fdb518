// SPDX-License-Identifier: MIT
// RegExp: a small regular expression, for topics.
#pragma once

#include <string_view>

namespace uasyncio {

/// Literals, `.`, sets `[a-z_]` and `[^0-9]`, `\` before a character that is meant itself, `\d \s
/// \w` and `\D \S \W` (also in sets), `*`, `+` and `?` after any of these, `^` and `$`. There are
/// no groups and no `|`. The pattern must outlive the expression: a literal. Needs no memory but a
/// stack frame for each `*`, `+` and `?`; each of these multiplies the time by the text's length in
/// the worst case.
class RegExp {
 public:
  explicit RegExp(std::string_view pattern) noexcept;

  /// False if the pattern is none: an unclosed set, a group, nothing before a `*`. It matches
  /// nothing.
  bool is_valid() const noexcept { return is_valid_; }
  std::string_view pattern() const noexcept { return pattern_; }

  /// Whether a part of `text` that begins at its start matches, as Python's re.match: "foo" matches
  /// "foobar", "foo$" does not. From anywhere.
  bool match(std::string_view text) const noexcept;

 private:
  std::string_view pattern_;
  bool is_valid_;
};

}  // namespace uasyncio
