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

constexpr std::initializer_list<unsigned> the_name = {0xC0, 12};
constexpr std::initializer_list<unsigned> another = {5, 'o', 't', 'h', 'e', 'r', 0xC0, 18};
constexpr unsigned address = 1;
constexpr unsigned other_name = 5;

struct Record {
  std::vector<unsigned> owner;
  unsigned type;
  std::vector<unsigned> data;
};

Answer answer_of(const std::vector<Record>& records) {
  std::vector<std::byte> text = question_for(host);
  const auto add = [&text](const std::vector<unsigned>& bytes) {
    for (const unsigned each : bytes) text.push_back(static_cast<std::byte>(each));
  };
  text[2] = std::byte{0x81};
  text[7] = static_cast<std::byte>(records.size());
  for (const Record& record : records) {
    add(record.owner);
    add({0, record.type, 0, 1, 0, 0, 0, 60, 0, static_cast<unsigned>(record.data.size())});
    add(record.data);
  }
  return dns::read_answer(text, number, host);
}

TEST(LwipDns, AnAddressOfAnotherNameIsNotThatOfThisOne) {
  EXPECT_EQ(answer_of({{another, address, {10, 0, 2, 9}}}).kind, Answer::Kind::no_host);
  const Answer answer =
      answer_of({{another, address, {10, 0, 2, 9}}, {the_name, address, {10, 0, 2, 7}}});
  EXPECT_EQ(answer.address, IpAddress::of(10, 0, 2, 7));
}

TEST(LwipDns, ANameMayStandForAnother) {
  const Record stands{the_name, other_name, another};
  const Answer answer = answer_of({stands, {another, address, {10, 0, 2, 7}}});
  EXPECT_EQ(answer.address, IpAddress::of(10, 0, 2, 7));
  EXPECT_EQ(answer_of({stands, {the_name, address, {10, 0, 2, 7}}}).kind, Answer::Kind::no_host);
  const Record stands_for_nothing{another, other_name, {0}};
  EXPECT_EQ(answer_of({stands_for_nothing, {the_name, address, {10, 0, 2, 7}}}).kind,
            Answer::Kind::address);
}

TEST(LwipDns, TwentyNamesMayStandForOneAnother) {
  const auto step = [](unsigned number) { return std::vector<unsigned>{2, 'n', 'a' + number, 0}; };
  std::vector<Record> records = {{the_name, other_name, step(0)}};
  for (unsigned number = 0; number != 20; ++number) {
    records.push_back({step(number), other_name, step(number + 1)});
  }
  records.push_back({step(20), address, {10, 0, 2, 7}});
  EXPECT_EQ(answer_of(records).address, IpAddress::of(10, 0, 2, 7));
}

TEST(LwipDns, NamesThatStandForEachOtherAreNoAddress) {
  const Record there{the_name, other_name, another};
  const Record back{another, other_name, the_name};
  EXPECT_EQ(answer_of({there, back, there, back}).kind, Answer::Kind::no_host);
}

TEST(LwipDns, AReferenceThatDoesNotLeadBackIsNoName) {
  for (const std::initializer_list<unsigned>& owner :
       {std::initializer_list<unsigned>{0xC0, 28}, {0xC0, 29}, {0xC0, 200}, {0xFF, 0xFF}}) {
    EXPECT_EQ(answer_of({{owner, address, {10, 0, 2, 7}}}).kind, Answer::Kind::no_host);
  }
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
