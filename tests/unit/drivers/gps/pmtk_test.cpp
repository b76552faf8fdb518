// SPDX-License-Identifier: MIT
#include "uasyncio/drivers/gps/pmtk.hpp"

#include <cstdlib>
#include <gtest/gtest.h>
#include <limits>
#include <random>
#include <string>

using namespace uasyncio;
using namespace uasyncio::pmtk;

namespace {

TEST(Pmtk, CommandsHaveTheChecksumsOfTheDatasheet) {
  EXPECT_EQ(baudrate(4'800).text(), "$PMTK251,4800*14\r\n");
  EXPECT_EQ(baudrate().text(), "$PMTK251,9600*17\r\n");
  EXPECT_EQ(baudrate(14'400).text(), "$PMTK251,14400*29\r\n");
  EXPECT_EQ(baudrate(19'200).text(), "$PMTK251,19200*22\r\n");
  EXPECT_EQ(baudrate(38'400).text(), "$PMTK251,38400*27\r\n");
  EXPECT_EQ(baudrate(57'600).text(), "$PMTK251,57600*2C\r\n");
  EXPECT_EQ(baudrate(115'200).text(), "$PMTK251,115200*1F\r\n");
  EXPECT_EQ(update_interval(100).text(), "$PMTK220,100*2F\r\n");
  EXPECT_EQ(update_interval().text(), "$PMTK220,1000*1F\r\n");
  EXPECT_EQ(update_interval(2'000).text(), "$PMTK220,2000*1C\r\n");
  EXPECT_EQ(enable().text(), "$PMTK314,0,1,1,1,1,5,0,0,0,0,0,0,0,0,0,0,0,0,0*2D\r\n");
  EXPECT_EQ(enable({.gsa = 0, .gsv = 0}).text(),
            "$PMTK314,0,1,1,1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0*29\r\n");
  EXPECT_EQ(hot_start.text(), "$PMTK101*32\r\n");
  EXPECT_EQ(warm_start.text(), "$PMTK102*31\r\n");
  EXPECT_EQ(cold_start.text(), "$PMTK103*30\r\n");
  EXPECT_EQ(full_cold_start.text(), "$PMTK104*37\r\n");
  EXPECT_EQ(standby.text(), "$PMTK161,0*28\r\n");
  EXPECT_EQ(default_sentences.text(), "$PMTK314,-1*04\r\n");
  EXPECT_EQ(version.text(), "$PMTK605*31\r\n");
  EXPECT_EQ(enabled.text(), "$PMTK414*33\r\n");
}

TEST(Pmtk, AntennaCommandsEndTheirLine) {
  EXPECT_EQ(antenna.text(), "$PGCMD,33,1*6C\r\n");
  EXPECT_EQ(no_antenna.text(), "$PGCMD,33,0*6D\r\n");
  EXPECT_EQ(antenna.number(), -1);
  EXPECT_EQ(update_interval().number(), 220);
}

TEST(Pmtk, EveryNumberCanBeSent) {
  constexpr Command lowest = Command::of(7, {std::numeric_limits<std::int32_t>::min(), 0});
  EXPECT_EQ(lowest.text(), "$PMTK007,-2147483648,0*2D\r\n");
  EXPECT_EQ(Command::of(7, {2'147'483'647, -1}).text(), "$PMTK007,2147483647,-1*23\r\n");
}

TEST(Pmtk, ValuesOutOfRangeAreNoCommand) {
  for (const Command& command :
       {baudrate(9'601), update_interval(99), update_interval(10'001), enable({.gsv = 6}),
        enable({.gll = -1}), Command(std::string(61, 'x'))}) {
    EXPECT_FALSE(command.is_possible());
    EXPECT_EQ(command.text(), "");
    EXPECT_EQ(command.error(), Error::value);
  }
  EXPECT_TRUE(Command(std::string(60, 'x')).is_possible());
}

bool take(Replies& replies, std::string_view text) { return replies.take(nmea::Sentence(text)); }

TEST(Pmtk, RepliesAreKept) {
  Replies replies;
  EXPECT_EQ(replies.acknowledged(), -1);
  EXPECT_TRUE(take(replies, "PMTK001,604,3"));
  EXPECT_EQ(replies.acknowledged(), 604);
  EXPECT_EQ(replies.ack(), Ack::done);
  EXPECT_TRUE(take(replies, "PMTK001,220,1"));
  EXPECT_EQ(replies.ack(), Ack::unsupported);
  replies.forget_ack();
  EXPECT_EQ(replies.ack(), Ack::none);
  EXPECT_TRUE(take(replies, "PMTK705,AXN_2.31_3339_13101700,5632,PA6H,1.0"));
  EXPECT_EQ(replies.version(), "AXN_2.31_3339_13101700");
  EXPECT_TRUE(take(replies, "PMTK514,0,1,1,1,1,5,0,0,0,0,0,0,0,0,0,0,0,0,2"));
  EXPECT_EQ(replies.enabled(), (Rates{0, 1, 1, 1, 1, 5, 2}));
  EXPECT_TRUE(take(replies, "PGTOP,11,3"));
  EXPECT_EQ(replies.antenna(), Antenna::external);
  EXPECT_TRUE(take(replies, "PMTK010,001"));
  EXPECT_EQ(replies.starts(), 1);
}

TEST(Pmtk, MalformedRepliesChangeNothing) {
  Replies replies;
  take(replies, "PMTK514,0,1,1,1,1,5,0,0,0,0,0,0,0,0,0,0,0,0,2");
  for (const char* text : {"PMTK001", "PMTK001,", "PMTK001,604", "PMTK001,604,4", "PMTK001,x,3",
                           "PMTK514,1,1", "PMTK514,9,1,1,1,1,5,0,0,0,0,0,0,0,0,0,0,0,0,0",
                           "PGTOP,11,4", "PGTOP,11", "PMTK010,002", "PMTK999,1", "GPRMC,1", ""}) {
    EXPECT_FALSE(take(replies, text)) << text;
  }
  EXPECT_EQ(replies.acknowledged(), -1);
  EXPECT_EQ(replies.enabled().gsv, 5);
  EXPECT_EQ(replies.antenna(), Antenna::unknown);
}

TEST(Pmtk, HostileRepliesStayInTheirBounds) {
  const char* const rounds = std::getenv("UASYNCIO_FUZZ_ROUNDS");
  const long long count = rounds != nullptr ? std::atoll(rounds) : 100'000;
  std::mt19937 random(7);
  Replies replies;
  for (long long n = 0; n != count; ++n) {
    constexpr std::string_view starts[] = {"PMTK001", "PMTK514", "PMTK705", "PGTOP", "PMTK010"};
    std::string text(starts[random() % 5]);
    for (unsigned length = random() % 60; length != 0; --length) {
      text += ",,,0123-.x"[random() % 10];
    }
    take(replies, text);
    ASSERT_GE(static_cast<int>(replies.ack()), -1);
    ASSERT_LE(static_cast<int>(replies.ack()), 3);
    ASSERT_GE(replies.enabled().gsv, 0);
    ASSERT_LE(replies.enabled().gsv, 5);
    ASSERT_LE(replies.version().size(), 31u);
  }
}

}  // namespace
