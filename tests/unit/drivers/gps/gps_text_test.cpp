// SPDX-License-Identifier: MIT
#include "uasyncio/drivers/gps/gps_text.hpp"

#include <gtest/gtest.h>

using namespace uasyncio;

namespace {

Fix somewhere() {
  Fix fix;
  fix.latitude_e7 = 378'196'700;
  fix.longitude_e7 = -836'464'417;
  fix.speed_milliknots = 2'300;
  fix.date = nmea::Date{2011, 5, 28};
  return fix;
}

TEST(GpsText, IsAsTheOriginalPrintsIt) {
  const Fix fix = somewhere();
  EXPECT_EQ(latitude_string(fix, CoordinateFormat::DD).view(), "37.819670° N");
  EXPECT_EQ(longitude_string(fix, CoordinateFormat::DD).view(), "83.646442° W");
  EXPECT_EQ(latitude_string(fix, CoordinateFormat::DMS).view(), "37° 49' 11\" N");
  EXPECT_EQ(latitude_string(fix).view(), "37° 49.1802' N");
  EXPECT_EQ(longitude_string(fix, CoordinateFormat::KML).view(), "-83.646442");
  EXPECT_EQ(speed_string(fix).view(), "4.26 km/h");
  EXPECT_EQ(speed_string(fix, SpeedUnit::MPH).view(), "2.65 mph");
  EXPECT_EQ(speed_string(fix, SpeedUnit::KNOT).view(), "2.30 knots");
  EXPECT_EQ(date_string(fix.date, DateFormat::DMY).view(), "28/05/11");
  EXPECT_EQ(date_string(fix.date).view(), "05/28/11");
  EXPECT_EQ(date_string(fix.date, DateFormat::LONG).view(), "May 28th, 2011");
  EXPECT_EQ(time_string(64'841'896).view(), "18:00:41");
}

TEST(GpsText, SecondsAreNeverSixtyUnlessItIsALeapSecond) {
  Fix fix;
  fix.latitude_e7 = 9'999'999;
  EXPECT_EQ(latitude_string(fix, CoordinateFormat::DMS).view(), "1° 0' 0\" N");
  EXPECT_EQ(latitude_string(fix, CoordinateFormat::DM).view(), "1° 0.0000' N");
  EXPECT_EQ(time_string(86'400'500).view(), "23:59:60");
}

TEST(GpsText, OfALongDateHasItsYearAndItsEnding) {
  const auto text = [](unsigned day) {
    const nmea::Date date{2009, 9, static_cast<std::uint8_t>(day)};
    return std::string(date_string(date, DateFormat::LONG).view());
  };
  EXPECT_EQ(text(1), "September 1st, 2009");
  EXPECT_EQ(text(2), "September 2nd, 2009");
  EXPECT_EQ(text(13), "September 13th, 2009");
  EXPECT_EQ(text(23), "September 23rd, 2009");
  EXPECT_EQ(date_string(nmea::Date{2009, 1, 1}).view(), "01/01/09");
}

TEST(GpsText, HasSixteenDirections) {
  const auto direction = [](std::int32_t course) {
    Fix fix;
    fix.course_millidegrees = course;
    return compass_direction(fix);
  };
  EXPECT_EQ(direction(348'750), "N");
  EXPECT_EQ(direction(348'749), "NNW");
  EXPECT_EQ(direction(11'249), "N");
  EXPECT_EQ(direction(11'250), "NNE");
  EXPECT_EQ(direction(180'000), "S");
  EXPECT_EQ(direction(360'000), "N");
}

TEST(GpsText, OfNothingIsADash) {
  const Fix fix;
  EXPECT_EQ(latitude_string(fix).view(), "-");
  EXPECT_EQ(speed_string(fix).view(), "-");
  EXPECT_EQ(date_string(fix.date).view(), "-");
  EXPECT_EQ(time_string(fix.time_ms).view(), "-");
  EXPECT_EQ(compass_direction(fix), "-");
}

TEST(GpsText, FitsOrIsCut) {
  GpsText text;
  for (int n = 0; n != 10; ++n) text.add("12345");
  EXPECT_EQ(text.view().size(), 31u);
}

}  // namespace
