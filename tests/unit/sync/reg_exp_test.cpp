// SPDX-License-Identifier: MIT
#include "uasyncio/sync/reg_exp.hpp"

#include <gtest/gtest.h>
#include <random>
#include <regex>
#include <string>

namespace {

using uasyncio::RegExp;

struct Case {
  const char* pattern;
  const char* text;
  bool matches;
};

TEST(RegExp, MatchesAsPythonsMatch) {
  constexpr Case cases[] = {
      // clang-format off
      {"", "", true},           {"", "x", true},
      {"abc", "abc", true},     {"abc", "ab", false},
      {"abc", "xabc", false},   {".", "", false},
      {"a.c", "abc", true},     {"a.c", "ac", false},
      {"ab*c", "ac", true},     {"ab*c", "abbbc", true},
      {"ab+c", "ac", false},    {"ab+c", "abbc", true},
      {"ab?c", "abc", true},    {"ab?c", "abbc", false},
      {"a*a", "aaa", true},     {".*c$", "abcabc", true},
      {".*c$", "abcab", false}, {"^abc$", "abc", true},
      {"abc$", "abcd", false},  {"a^b", "ab", false},
      {"[abc]x", "bx", true},   {"[abc]x", "dx", false},
      {"[^abc]x", "dx", true},  {"[^abc]x", "ax", false},
      {"[a-c0-9]+$", "a1c9", true}, {"[a-c0-9]+$", "a1d9", false},
      {"[]x]+$", "]x]", true},  {"[a-]+$", "a-a", true},
      {"[\\]]", "]", true},     {"\\.", ".", true},
      {"\\.", "x", false},      {"\\d+\\s\\w*$", "42 x_1", true},
      {"\\D\\S\\W", "ab!", true}, {"[\\d.]+$", "3.14", true},
      {"a\\*b", "a*b", true},   {"temperature/.*", "temperature/kitchen", true},
      {"x*", "", true},         {"x?", "y", true},
      // clang-format on
  };
  for (const Case& each : cases) {
    EXPECT_EQ(RegExp(each.pattern).match(each.text), each.matches)
        << each.pattern << " on " << each.text;
  }
}

TEST(RegExp, ThatIsNoneMatchesNothing) {
  for (const char* pattern :
       {"*a", "a**", "+", "?x", "[abc", "[", "[]", "a\\", "(a)", "a|b", ")", "^*", "$+", "[a\\]"}) {
    const RegExp expression(pattern);
    EXPECT_FALSE(expression.is_valid()) << pattern;
    EXPECT_FALSE(expression.match("")) << pattern;
    EXPECT_FALSE(expression.match("a")) << pattern;
  }
  EXPECT_EQ(RegExp("a.b").pattern(), "a.b");
}

// The original says so, and this is kept: only the start is anchored.
TEST(RegExp, FooMatchesFoobar) {
  EXPECT_TRUE(RegExp("foo").match("foobar"));
  EXPECT_FALSE(RegExp("foo").match("barfoo"));
  EXPECT_FALSE(RegExp("foo$").match("foobar"));
}

#if defined(__cpp_exceptions)  // without, std::regex ends the program at what is no pattern

std::string random_text(std::mt19937& random, std::string_view letters, unsigned longest) {
  std::string text(random() % (longest + 1), ' ');
  for (char& letter : text) letter = letters[random() % letters.size()];
  return text;
}

/// ECMAScript reads these otherwise than Python.
bool differs(const std::string& pattern) {
  return pattern.find("[]") != std::string::npos || pattern.find("[^]") != std::string::npos;
}

TEST(RegExp, AgreesWithTheStandardLibrary) {
  std::mt19937 random(1);
  int compared = 0;
  for (int round = 0; round != 3000; ++round) {
    const std::string pattern = random_text(random, "aab.*+?[]^$-", 6);
    const RegExp expression(pattern);
    if (!expression.is_valid() || differs(pattern)) continue;
    try {
      const std::regex peer(pattern);
      for (int n = 0; n != 10; ++n) {
        const std::string text = random_text(random, "aabc-", 5);
        const bool expected = std::regex_search(text, peer, std::regex_constants::match_continuous);
        EXPECT_EQ(expression.match(text), expected) << pattern << " on " << text;
        ++compared;
      }
    } catch (const std::regex_error&) {
    }
  }
  EXPECT_GT(compared, 1000);
}

#endif

}  // namespace
