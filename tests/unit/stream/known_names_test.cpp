// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>
#include <string>
#include <uasyncio/stream/known_names.hpp>

namespace asyncio = uasyncio;
using asyncio::KnownNames;

namespace {

constexpr asyncio::Instant instant(std::uint64_t time) { return asyncio::Instant{time}; }

std::vector<asyncio::Address> only_address(const char* number) {
  return {asyncio::Address::numeric(number, 0)};
}

std::string known_at(const KnownNames& names, std::string_view host, std::uint64_t time) {
  const auto* const addresses = names.find(host, instant(time));
  return addresses == nullptr ? "" : addresses->front().text();
}

TEST(KnownNames, ANameIsKnownUntilItsEnd) {
  KnownNames names(2);
  EXPECT_EQ(known_at(names, "one.test", 0), "");
  names.keep("one.test", only_address("192.0.2.1"), instant(100));
  EXPECT_EQ(known_at(names, "one.test", 0), "192.0.2.1:0");
  EXPECT_EQ(known_at(names, "ONE.test", 99), "192.0.2.1:0");
  EXPECT_EQ(known_at(names, "one.test", 100), "");
  EXPECT_EQ(known_at(names, "one.tes", 0), "");
}

TEST(KnownNames, TheLastWordCounts) {
  KnownNames names(2);
  names.keep("one.test", only_address("192.0.2.1"), instant(100));
  names.keep("One.test", only_address("192.0.2.2"), instant(50));
  EXPECT_EQ(names.size(), 1u);
  EXPECT_EQ(known_at(names, "one.test", 0), "192.0.2.2:0");
  EXPECT_EQ(known_at(names, "one.test", 50), "");
}

TEST(KnownNames, WhatEndsFirstMakesRoom) {
  KnownNames names(3);
  names.keep("a.test", only_address("192.0.2.1"), instant(300));
  names.keep("b.test", only_address("192.0.2.2"), instant(100));
  names.keep("c.test", only_address("192.0.2.3"), instant(200));
  names.keep("d.test", only_address("192.0.2.4"), instant(400));
  EXPECT_EQ(names.size(), 3u);
  EXPECT_EQ(known_at(names, "b.test", 0), "");
  names.keep("e.test", only_address("192.0.2.5"), instant(50));
  EXPECT_EQ(known_at(names, "a.test", 0) + " " + known_at(names, "c.test", 0), "192.0.2.1:0 ");
  EXPECT_EQ(known_at(names, "e.test", 0), "192.0.2.5:0");
}

TEST(KnownNames, NeverMoreThanItsBound) {
  KnownNames names(16);
  for (unsigned number = 0; number != 10'000; ++number) {
    names.keep("host" + std::to_string(number), only_address("192.0.2.1"), instant(number + 1));
  }
  EXPECT_EQ(names.size(), 16u);
  EXPECT_EQ(known_at(names, "host9999", 0), "192.0.2.1:0");
  KnownNames nothing(0);
  nothing.keep("a.test", only_address("192.0.2.1"), instant(100));
  EXPECT_EQ(nothing.size(), 0u);
}

}  // namespace
