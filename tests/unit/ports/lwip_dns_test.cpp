// SPDX-License-Identifier: MIT
// Answers of name servers as a chip reads them: right ones, and any bytes. What they do to a
// program is tested by tests/tools/test_net_names.py.
#include "ports/lwip/dns_message.cpp"

#include "uasyncio/testing/chance.hpp"

#include <array>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace {

using namespace uasyncio::lwip;
using dns::Answer;

constexpr std::uint16_t number = 0x1234;
constexpr const char* host = "board.test";

std::vector<std::byte> question_for(std::string_view name) {
  std::array<std::byte, dns::longest_message> room;
  const std::size_t size = dns::write_question(room, number, name);
  return {room.begin(), room.begin() + static_cast<std::ptrdiff_t>(size)};
}

std::vector<std::byte> answer_to(std::vector<std::byte> text) {
  text[2] = std::byte{0x81};
  text[7] = std::byte{1};
  for (const unsigned each : {0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 10, 0, 2, 7}) {
    text.push_back(static_cast<std::byte>(each));
  }
  return text;
}

TEST(LwipDns, TheLongestNameFitsAndNoLongerOne) {
  const std::string label(63, 'x');
  const std::string longest = label + "." + label + "." + label + "." + std::string(61, 'y');
  EXPECT_EQ(question_for(longest).size(), 12u + 253 + 2 + 4);
  EXPECT_EQ(question_for(longest + ".").size(), 12u + 253 + 2 + 4);
  for (const std::string& none : {longest + "y", label + "x.y", std::string(), std::string("."),
                                  std::string("a..b"), std::string(".a")}) {
    EXPECT_TRUE(question_for(none).empty()) << none;
  }
}

TEST(LwipDns, AnAnswerIsReadWhateverTheCaseOfItsName) {
  const Answer answer = dns::read_answer(answer_to(question_for("BOARD.test")), number, host);
  EXPECT_EQ(answer.kind, Answer::Kind::address);
  EXPECT_EQ(answer.address, IpAddress::of(10, 0, 2, 7));
}

TEST(LwipDns, EachCutIsBrokenOrNoAnswer) {
  const std::vector<std::byte> whole = answer_to(question_for(host));
  const std::size_t question = question_for(host).size();
  for (std::size_t size = 0; size != whole.size(); ++size) {
    const Answer answer = dns::read_answer(std::span(whole).first(size), number, host);
    EXPECT_EQ(answer.kind, size < question ? Answer::Kind::other : Answer::Kind::broken) << size;
  }
}

/// Under AddressSanitizer, of which each message is a block of its own.
TEST(LwipDns, NoMessageMakesItReadBeyondItsEnd) {
  uasyncio::testing::Chance chance(1);
  const std::vector<std::byte> whole = answer_to(question_for(host));
  unsigned found = 0;
  for (int turn = 0; turn != 100'000; ++turn) {
    std::vector<std::byte> text = whole;
    for (auto left = chance.between(1, 4); left != 0; --left) {
      text[chance.next() % text.size()] = static_cast<std::byte>(chance.next() >> 8);
    }
    text.resize(chance.next() % (2 * whole.size()));
    text.shrink_to_fit();
    if (dns::read_answer(text, number, host).kind == Answer::Kind::address) ++found;
  }
  EXPECT_GT(found, 0u);
}

}  // namespace
