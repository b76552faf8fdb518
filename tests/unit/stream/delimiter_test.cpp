// SPDX-License-Identifier: MIT
#include "src/stream/find_byte.hpp"

#include <array>
#include <gtest/gtest.h>
#include <string>
#include <uasyncio/stream/delimiter.hpp>

using uasyncio::Delimiter;

namespace {

std::size_t find(std::string_view text, Delimiter delimiter, std::size_t start = 0) {
  return delimiter.find_in(std::as_bytes(std::span(text)), start);
}

TEST(Delimiter, HasOneToFourBytes) {
  EXPECT_TRUE(Delimiter('\n').is_valid());
  EXPECT_TRUE(Delimiter("1234").is_valid());
  EXPECT_FALSE(Delimiter("").is_valid());
  EXPECT_FALSE(Delimiter("12345").is_valid());
  EXPECT_EQ(Delimiter(std::string_view("a\0b", 3)).size(), 3u);
  EXPECT_EQ(find("", ""), Delimiter::none);
  EXPECT_EQ(find("12345", "12345"), Delimiter::none);
}

TEST(Delimiter, IsFoundWhereStringFindFindsIt) {
  const std::string alphabet = "ab\n";
  for (unsigned number = 0; number != 3 * 3 * 3 * 3 * 3 * 3 * 3; ++number) {
    std::string text;
    for (unsigned rest = number, size = 0; size != 7; ++size, rest /= 3) text += alphabet[rest % 3];
    for (const char* const delimiter : {"a", "ab", "aab", "\n\n", "abab"}) {
      for (std::size_t start = 0; start <= text.size(); ++start) {
        EXPECT_EQ(find(text, delimiter, start), text.find(delimiter, start)) << text;
      }
    }
  }
}

TEST(FindByte, FindsTheFirstAtEveryAlignmentAndLength) {
  for (const unsigned wanted : {0u, 1u, 10u, 0x7Fu, 0x80u, 0xFFu}) {
    const auto byte = static_cast<std::byte>(wanted);
    for (const unsigned near : {1u, 0x80u, 0xFFu}) {  // what a borrow could take for it
      alignas(4) std::array<std::byte, 24> text;
      text.fill(static_cast<std::byte>(wanted ^ near));
      for (std::size_t at = 0; at != text.size(); ++at) {
        text[at] = byte;
        for (std::size_t start = 0; start <= text.size(); ++start) {
          for (std::size_t end = start; end <= text.size(); ++end) {
            const std::size_t found = at >= start && at < end ? at : end;
            EXPECT_EQ(uasyncio::detail::find_byte(&text[0] + start, &text[0] + end, byte),
                      &text[0] + found);
          }
        }
        text[at] = static_cast<std::byte>(wanted ^ near);
      }
    }
  }
}

}  // namespace
