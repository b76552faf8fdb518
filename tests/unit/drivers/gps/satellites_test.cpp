// SPDX-License-Identifier: MIT
#include "uasyncio/drivers/gps/satellites.hpp"

#include "tests/support/nmea_lines.hpp"

#include <gtest/gtest.h>
#include <string>
#include <vector>

using namespace uasyncio::nmea;
using Heard = Satellites::Outcome;

namespace {

template <unsigned Room>
struct InView {
  std::array<Satellite, Room> room{};
  Satellites satellites{room};

  Heard add(const std::string& text) {
    Content content;
    EXPECT_TRUE(nmea_lines::read(text, content)) << text;
    return satellites.add(content);
  }
  void use(const std::string& text) {
    Content content;
    EXPECT_TRUE(nmea_lines::read(text, content)) << text;
    satellites.use(content);
  }
  std::vector<int> numbers() const {
    std::vector<int> result;
    satellites.for_each([&](const Satellite& satellite) { result.push_back(satellite.prn); });
    return result;
  }
};

std::string group(const std::string& talker, int size, int index, int in_view,
                  const std::vector<int>& numbers, const std::string& signal = "") {
  std::string text = talker + "GSV," + std::to_string(size) + "," + std::to_string(index) + "," +
                     std::to_string(in_view);
  for (const int number : numbers) text += "," + std::to_string(number) + ",45,120,30";
  return text + (signal.empty() ? "" : "," + signal);
}

using Numbers = std::vector<int>;

TEST(Satellites, AMultipleOfFourKeepsItsLastGroup) {
  InView<32> sky;
  EXPECT_EQ(sky.add(group("GP", 1, 1, 4, {1, 2, 3, 4})), Heard::complete);
  EXPECT_EQ(sky.numbers(), (Numbers{1, 2, 3, 4})) << "the original has none of four";
  EXPECT_EQ(sky.add(group("GP", 2, 1, 8, {1, 2, 3, 4})), Heard::pending);
  EXPECT_EQ(sky.add(group("GP", 2, 2, 8, {5, 6, 7, 8})), Heard::complete);
  EXPECT_EQ(sky.satellites.in_view(), 8u) << "the original has four of eight";
}

TEST(Satellites, AGroupReplacesTheFormerOneOnlyWhenItIsWhole) {
  InView<32> sky;
  sky.add(group("GP", 1, 1, 2, {1, 2}));
  EXPECT_EQ(sky.add(group("GP", 2, 1, 5, {3, 4, 5, 6})), Heard::pending);
  EXPECT_EQ(sky.numbers(), (Numbers{1, 2}));
  EXPECT_EQ(sky.add(group("GP", 2, 2, 5, {7})), Heard::complete);
  EXPECT_EQ(sky.numbers(), (Numbers{3, 4, 5, 6, 7}));
}

TEST(Satellites, AGroupWithAGapChangesNothing) {
  InView<32> sky;
  sky.add(group("GP", 1, 1, 2, {1, 2}));
  sky.add(group("GP", 3, 1, 9, {3, 4, 5, 6}));
  EXPECT_EQ(sky.add(group("GP", 3, 3, 9, {7})), Heard::incomplete);
  EXPECT_EQ(sky.add(group("GP", 3, 2, 9, {7})), Heard::pending) << "it has been given up";
  EXPECT_EQ(sky.numbers(), (Numbers{1, 2}));
  sky.add(group("GP", 2, 1, 5, {3, 4, 5, 6}));
  EXPECT_EQ(sky.add(group("GP", 2, 1, 5, {3, 4, 5, 6})), Heard::incomplete) << "a new beginning";
  EXPECT_EQ(sky.add(group("GP", 2, 2, 5, {7})), Heard::complete);
  EXPECT_EQ(sky.satellites.in_view(), 5u);
}

TEST(Satellites, AGroupThatIsGivenUpIsToldOnce) {
  InView<32> sky;
  EXPECT_EQ(sky.add(group("GP", 4, 2, 14, {5, 6, 7, 8})), Heard::incomplete) << "the first is lost";
  EXPECT_EQ(sky.add(group("GP", 4, 3, 14, {9, 10, 11, 12})), Heard::pending);
  EXPECT_EQ(sky.add(group("GP", 4, 4, 14, {13, 14})), Heard::pending);
  EXPECT_EQ(sky.add(group("GL", 2, 2, 5, {69})), Heard::incomplete) << "of another system";
  EXPECT_EQ(sky.add(group("GP", 4, 1, 14, {1, 2, 3, 4})), Heard::pending);
  EXPECT_EQ(sky.add(group("GP", 4, 3, 14, {9, 10, 11, 12})), Heard::incomplete);
  EXPECT_EQ(sky.add(group("GP", 4, 4, 14, {13, 14})), Heard::pending);
  EXPECT_EQ(sky.add(group("GP", 4, 1, 14, {1, 2, 3, 4})), Heard::pending);
  EXPECT_EQ(sky.add(group("GL", 2, 2, 5, {69})), Heard::incomplete) << "it interrupts";
  EXPECT_EQ(sky.add(group("GP", 4, 2, 14, {5, 6, 7, 8})), Heard::incomplete);
  EXPECT_EQ(sky.numbers(), Numbers{});
}

TEST(Satellites, APartThatComesTwiceGivesItsGroupUp) {
  InView<32> sky;
  sky.add(group("GP", 2, 1, 5, {3, 4, 5, 6}));
  sky.add(group("GP", 2, 2, 5, {7}));
  sky.add(group("GP", 3, 1, 9, {1, 2, 3, 4}));
  sky.add(group("GP", 3, 2, 9, {5, 6, 7, 8}));
  EXPECT_EQ(sky.add(group("GP", 3, 2, 9, {5, 6, 7, 8})), Heard::incomplete);
  EXPECT_EQ(sky.add(group("GP", 3, 3, 9, {9})), Heard::pending);
  EXPECT_EQ(sky.numbers(), (Numbers{3, 4, 5, 6, 7}));
}

TEST(GpsState, AGroupOfSatellitesIsNotMadeOfTwoTimes) {
  std::array<Satellite, 16> room{};
  uasyncio::GpsState gps(room, {});
  const auto feed = [&](const char* text) { nmea_lines::feed(gps, nmea_lines::line(text)); };
  feed("GPGGA,120000,3749.1802,N,08338.7865,W,1,07,1.1,1.0,M,-32.5,M,,");
  feed("GPGSV,2,1,05,02,28,259,33,04,12,212,27,05,34,305,30,07,79,138,");
  feed("GPGGA,120001,3749.1802,N,08338.7865,W,1,07,1.1,1.0,M,-32.5,M,,");
  feed("GPGSV,2,2,05,16,20,040,17");
  EXPECT_EQ(gps.satellites().in_view(), 0u);
  EXPECT_EQ(gps.counters().incomplete_groups, 2);
}

TEST(Satellites, AGroupWithOtherSatellitesThanItSaysChangesNothing) {
  InView<32> sky;
  EXPECT_EQ(sky.add(group("GP", 1, 1, 5, {1, 2, 3, 4})), Heard::incomplete);
  EXPECT_EQ(sky.add(group("GP", 1, 1, 2, {1, 2, 3, 4})), Heard::incomplete);
  EXPECT_EQ(sky.numbers(), Numbers{});
}

TEST(Satellites, SystemsAndSignalsAreGroupsOfTheirOwn) {
  InView<32> sky;
  sky.add(group("GP", 1, 1, 2, {1, 2}, "1"));
  sky.add(group("GP", 1, 1, 1, {2}, "6"));
  sky.add(group("GL", 1, 1, 2, {65, 66}, "1"));
  sky.add(group("GA", 1, 1, 1, {2}, "7"));
  EXPECT_EQ(sky.numbers(), (Numbers{1, 2, 2, 65, 66, 2}));
  EXPECT_EQ(sky.satellites.in_view(System::gps), 2u) << "each satellite once";
  EXPECT_EQ(sky.satellites.in_view(), 5u) << "number 2 of Galileo is another one";
  sky.add(group("GL", 1, 1, 1, {70}, "1"));
  EXPECT_EQ(sky.satellites.in_view(System::glonass), 1u);
  EXPECT_EQ(sky.satellites.in_view(System::gps), 2u);
}

TEST(Satellites, ASystemThatIsNoLongerToldIsForgotten) {
  InView<32> sky;
  const auto gps = [&] { sky.add(group("GP", 1, 1, 1, {1})); };
  gps();
  sky.add(group("GL", 1, 1, 1, {65}));
  gps();
  EXPECT_EQ(sky.numbers(), (Numbers{65, 1}));
  gps();
  EXPECT_EQ(sky.numbers(), Numbers{1});
  for (int n = 0; n != 300; ++n) {  // rounds count modulo 128
    gps();
    sky.add(group("GL", 1, 1, 1, {65}));
    ASSERT_EQ(sky.satellites.in_view(), 2u);
  }
}

TEST(Satellites, AnEmptySkyIsAGroupToo) {
  InView<32> sky;
  sky.add(group("GP", 1, 1, 1, {1}));
  EXPECT_EQ(sky.add("GPGSV,1,1,00"), Heard::complete);
  EXPECT_EQ(sky.numbers(), Numbers{});
}

TEST(Satellites, WithoutRoomTheFormerGroupStays) {
  InView<6> sky;
  EXPECT_EQ(sky.add(group("GP", 1, 1, 3, {1, 2, 3})), Heard::complete);
  EXPECT_EQ(sky.add(group("GP", 1, 1, 4, {4, 5, 6, 7})), Heard::no_room);
  EXPECT_EQ(sky.numbers(), (Numbers{1, 2, 3}));
  EXPECT_EQ(sky.add(group("GP", 2, 1, 5, {4, 5, 6, 7})), Heard::no_room);
  EXPECT_EQ(sky.add(group("GP", 2, 2, 5, {8})), Heard::pending) << "it has been told";
  EXPECT_EQ(sky.numbers(), (Numbers{1, 2, 3}));
  EXPECT_EQ(sky.add(group("GP", 1, 1, 3, {4, 5, 6})), Heard::complete);
  EXPECT_EQ(sky.numbers(), (Numbers{4, 5, 6}));
}

TEST(Satellites, ThoseInUseAreTheOnesOfTheLastGsaOfTheirSystem) {
  InView<32> sky;
  sky.add(group("GP", 1, 1, 3, {1, 2, 3}));
  sky.add(group("GL", 1, 1, 2, {65, 66}));
  sky.use("GNGSA,A,3,1,3,,,,,,,,,,,1.0,1.0,1.0");
  EXPECT_EQ(sky.satellites.in_use(), 2u);
  sky.use("GNGSA,A,3,66,,,,,,,,,,,,1.0,1.0,1.0");
  EXPECT_EQ(sky.satellites.in_use(), 3u) << "one sentence for each system";
  sky.satellites.begin_time();
  sky.use("GNGSA,A,3,2,,,,,,,,,,,,1.0,1.0,1.0");
  EXPECT_EQ(sky.satellites.in_use(), 2u);
  sky.add(group("GP", 1, 1, 3, {1, 2, 3}));
  EXPECT_EQ(sky.satellites.in_use(), 2u) << "a new group of GSV keeps them";
  sky.satellites.clear();
  EXPECT_EQ(sky.satellites.in_view(), 0u);
}

TEST(Satellites, SeveralGsaOfOneSystemForOneTimeAreOneList) {
  InView<64> sky;
  sky.add(group("GP", 4, 1, 14, {1, 2, 3, 4}));
  sky.add(group("GP", 4, 2, 14, {5, 6, 7, 8}));
  sky.add(group("GP", 4, 3, 14, {9, 10, 11, 12}));
  sky.add(group("GP", 4, 4, 14, {13, 14}));
  sky.add(group("GL", 1, 1, 1, {65}));
  const auto burst = [&] {
    sky.satellites.begin_time();
    sky.use("GNGSA,A,3,1,2,3,4,5,6,7,8,9,10,11,12,1.0,1.0,1.0,1");
    sky.use("GNGSA,A,3,65,,,,,,,,,,,,1.0,1.0,1.0,2");
    sky.use("GNGSA,A,3,13,14,,,,,,,,,,,1.0,1.0,1.0,1");
  };
  burst();
  EXPECT_EQ(sky.satellites.in_use(), 15u)
      << "a second one of the system does not replace the first";
  burst();
  EXPECT_EQ(sky.satellites.in_use(), 15u);
  sky.use("GNGSA,A,3,1,2,,,,,,,,,,,1.0,1.0,1.0,1");
  EXPECT_EQ(sky.satellites.in_use(), 3u) << "one that names satellites again is a new list";
  sky.satellites.begin_time();
  sky.use("GNGSA,A,3,3,00,00,,,,,,,,,,1.0,1.0,1.0,1");
  EXPECT_EQ(sky.satellites.in_use(), 2u);
  sky.satellites.begin_time();
  EXPECT_EQ(sky.satellites.in_use(), 1u) << "no GSA of GLONASS came for a whole time";
  sky.satellites.begin_time();
  EXPECT_EQ(sky.satellites.in_use(), 1u) << "not every time has its GSA";
}

TEST(Satellites, ASatelliteTakesEightBytes) { EXPECT_LE(sizeof(Satellite), 10u); }

}  // namespace
