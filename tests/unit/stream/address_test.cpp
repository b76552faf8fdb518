// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>
#include <string>
#include <uasyncio/stream/address.hpp>

using uasyncio::Address;

TEST(Address, IsReadAndWritten) {
  EXPECT_EQ(Address::numeric("127.0.0.1", 80).text(), "127.0.0.1:80");
  EXPECT_EQ(Address::numeric("::1", 65'535).text(), "[::1]:65535");
  EXPECT_EQ(Address::numeric("fe80::1%lo", 7).scope(), 1u);
  EXPECT_EQ(Address::numeric("fe80::1%lo", 7).text(), "[fe80::1%lo]:7");
  EXPECT_EQ(Address::numeric("fe80::1%1", 7), Address::numeric("fe80::1%lo", 7));
  EXPECT_EQ(Address::numeric("fe80::1%4000000000", 7).text(), "[fe80::1%4000000000]:7");
  const std::string longest = "1111:2222:3333:4444:5555:6666:255.255.255.255";
  EXPECT_EQ(Address::numeric(longest + "%4000000000", 7).scope(), 4'000'000'000u);
  EXPECT_EQ(Address::local("/run/socket").text(), "/run/socket");
  EXPECT_EQ(Address::local("@hidden").text(), "@hidden");
  EXPECT_EQ(Address::any(5).text(), "[::]:5");
  EXPECT_EQ(Address::any(5).with_port(6).text(), "[::]:6");
}

TEST(Address, OfWhatIsNoneIsNone) {
  for (const char* text : {"", "localhost", "1.2.3", "1.2.3.4.5", "1.2.3.4 ", "fe80::1%no-such",
                           "fe80::1%", "fe80::1%0", "fe80::1%1x", "fe80::1%-1", "127.0.0.1%lo",
                           "fe80::1%4294967296", ":::", "1:2:3:4:5:6:7:8:9"}) {
    EXPECT_EQ(Address::numeric(text, 1), Address()) << text;
  }
  EXPECT_EQ(Address::numeric(std::string(1'000, '1'), 1), Address());
  EXPECT_EQ(Address::numeric(std::string("127.0.0.1\0.example", 18), 1), Address());
  EXPECT_EQ(Address::local(""), Address());
  EXPECT_EQ(Address::local(std::string(108, 'x')), Address());
  EXPECT_EQ(Address::local(std::string(107, 'x')).text(), std::string(107, 'x'));
  EXPECT_EQ(Address().text(), "");
}

TEST(Address, TextIsCutOffWhereTheRoomEnds) {
  char room[8];
  EXPECT_EQ(Address::numeric("127.0.0.1", 80).write_to(room), "127.0.0");
  EXPECT_EQ(Address::numeric("127.0.0.1", 80).write_to({}), "");
}
