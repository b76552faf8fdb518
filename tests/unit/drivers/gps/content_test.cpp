// SPDX-License-Identifier: MIT
#include "uasyncio/drivers/gps/content.hpp"

#include "tests/support/nmea_lines.hpp"

#include <gtest/gtest.h>
#include <string>

using namespace uasyncio::nmea;
using nmea_lines::read;

namespace {

TEST(Content, OfEachTypeHasItsFields) {
  Content content;
  ASSERT_TRUE(
      read("GPRMC,180041.896,A,3749.1851,N,08338.7891,W,001.9,154.9,240911,1.5,W,A", content));
  EXPECT_EQ(content.type, RMC);
  EXPECT_EQ(content.time_ms, 64'841'896);
  EXPECT_EQ(content.latitude_e7, 378'197'517);
  EXPECT_EQ(content.longitude_e7, -836'464'850);
  EXPECT_EQ(content.speed_milliknots, 1'900);
  EXPECT_EQ(content.course_millidegrees, 154'900);
  EXPECT_EQ(content.date, (Date{2011, 9, 24}));
  EXPECT_EQ(content.magnetic_variation_millidegrees, -1'500);
  EXPECT_TRUE(content.is_valid);

  ASSERT_TRUE(
      read("GPGGA,180050.896,3749.1802,N,08338.7865,W,1,07,1.1,397.4,M,-32.5,M,,0000", content));
  EXPECT_EQ(content.quality, 1);
  EXPECT_EQ(content.satellites_in_use, 7);
  EXPECT_EQ(content.hdop_centi, 110);
  EXPECT_EQ(content.altitude_mm, 397'400);
  EXPECT_EQ(content.geoid_height_mm, -32'500);
  EXPECT_EQ(content.date.year, 0);

  ASSERT_TRUE(read("GPVTG,232.9,T,,M,002.3,N,004.3,K,A", content));
  EXPECT_EQ(content.course_millidegrees, 232'900);
  EXPECT_EQ(content.speed_milliknots, 2'300);
  EXPECT_FALSE(content.has_position());

  ASSERT_TRUE(read("GPGLL,4250.5589,S,14718.5084,E,092204.999,A", content));
  EXPECT_EQ(content.latitude_e7, -428'426'483);
  EXPECT_EQ(content.time_ms, 33'724'999);

  ASSERT_TRUE(read("GPZDA,172809.456,12,07,1996,00,00", content));
  EXPECT_EQ(content.date, (Date{1996, 7, 12}));

  ASSERT_TRUE(read("GNGNS,094821.0,4849.931307,N,00216.053323,E,AAN,14,0.6,161.5,48.0,,", content));
  EXPECT_EQ(content.quality, 1);
  EXPECT_EQ(content.satellites_in_use, 14);
  ASSERT_TRUE(read("GNGNS,014035.00,4332.69262,S,17235.48549,E,RN,13,0.9,25.63,11.24,,", content));
  EXPECT_EQ(content.quality, 4) << "the better one";
}

TEST(Content, OfGsaAndGsvKnowsSystemAndSignal) {
  Content content;
  ASSERT_TRUE(read("GNGSA,A,3,13,12,22,19,08,21,,,,,,,1.05,0.64,0.83,4", content));
  EXPECT_EQ(content.system, System::beidou);
  EXPECT_EQ(content.count, 6);
  EXPECT_EQ(content.used[5], 21);
  EXPECT_EQ(content.vdop_centi, 83);
  ASSERT_TRUE(read("GNGSA,A,3,65,72,,,,,,,,,,,1.05,0.64,0.83", content));
  EXPECT_EQ(content.system, System::glonass) << "by its numbers";
  ASSERT_TRUE(read("GPGSA,M,2,70,,,,,,,,,,,,1.05,0.64,0.83", content));
  EXPECT_EQ(content.system, System::gps) << "by its talker";

  ASSERT_TRUE(read("GAGSV,3,1,09,02,00,179,,04,09,321,,07,11,134,11,11,10,227,,7", content));
  EXPECT_EQ(content.system, System::galileo);
  EXPECT_EQ(content.signal, '7');
  EXPECT_EQ(content.count, 4);
  EXPECT_EQ(content.satellites[2].snr_db, 11);
  EXPECT_FALSE(content.satellites[3].has_snr());
  ASSERT_TRUE(read("GPGSV,4,4,13,39,-1,170,29.5", content));
  EXPECT_EQ(content.count, 1);
  EXPECT_EQ(content.satellites[0].elevation, -1);
  EXPECT_EQ(content.satellites[0].snr_db, 29);
  ASSERT_TRUE(read("GPGSV,3,3,11,22,42,067,42,24,14,311,43,27,05,244,00,,,,", content));
  EXPECT_EQ(content.count, 3) << "one without a number is none";
  ASSERT_TRUE(read("GPGSV,1,1,00", content));
  EXPECT_EQ(content.count, 0);
}

TEST(Content, ATalkerHasASystem) {
  EXPECT_EQ(system_of("GN"), System::mixed);
  EXPECT_EQ(system_of("BD"), System::beidou);
  EXPECT_EQ(system_of("GB"), System::beidou);
  EXPECT_EQ(system_of("QZ"), System::qzss);
  EXPECT_EQ(system_of("GI"), System::navic);
  EXPECT_EQ(system_of("PQ"), System::beidou) << "of Quectel's receivers";
  EXPECT_EQ(system_of("II"), System::other);
}

TEST(Content, AReceiverWithoutAFixSaysSo) {
  Content content;
  for (const char* text :
       {"GPRMC,,V,,,,,,,,,,N", "GPRMC,120000,V,4807.038,N,01131.000,E,,,010120,,,N",
        "GPRMC,120000,A,4807.038,N,01131.000,E,,,010120,,,N", "GPGLL,,,,,120000,V",
        "GPGGA,120000,,,,,0,00,99.99,,,,,,", "GPGGA,120000,,,,,,00,99.99,,,,,,",
        "GNGNS,120000,,,,,NNNN,00,,,0.0,,0000", "GNGNS,120000,,,,,,00,,,0.0,,0000",
        "GPGSA,A,1,,,,,,,,,,,,,99.99,99.99,99.99", "GPVTG,,,,,,,,,N", "GPVTG,,T,,M,,N,,K"}) {
    ASSERT_TRUE(read(text, content)) << text;
    EXPECT_FALSE(content.is_valid) << text;
  }
}

TEST(Content, ThatIsNotAsItMustBeIsRefused) {
  Content content;
  for (const char* text : {"GPRMC,120000,A,36000.000,N,01131.000,E,1,1,010120,,,A",
                           "GPRMC,120000,V,36000.0000,N,72000.0000,E,,,010120,,,N",
                           "GPRMC,120000,D,4807.038,N,01131.000,E,1,1,010120,,,A",
                           "GPRMC,120000,A,4807.038,N,01131.000,E,1,1,2208-1,,,A",
                           "GPRMC,120000,A,4807.038,N,01131.000,E,1,361,010120,,,A",
                           "GPRMC,120000,A,4807.038,N,01131.000,E,1,1,010120,,,X",
                           "GPRMC,120000,A,4807.038,N,01131.000,E,1,1,010120",
                           "GPRMC,120000,A",
                           "GPRMC",
                           "GPRMC,",
                           "GPGGA,120000,4807.038,N,01131.000,E,12,07,1.1,1,M,1,M,,",
                           "GPGGA,120000,4807.038,N,01131.000,E,1,07,1.1,1,F,1,M,,",
                           "GPGGA,034225.077,A,S,15124.5567,E,1,03,9.7,-25.0,M,21.0,M,,0000",
                           "GPGSA,F,3,22,,,,,,,,,,,,3.1,2.0,2.4",
                           "GPGSA,A,6,22,,,,,,,,,,,,3.1,2.0,2.4",
                           "GPGSV,3,1,11.2a,03,03,111,00",
                           "GPGSV,3,A1,11,03,03,111,00",
                           "GPGSV,3,4,11,03,03,111,00",
                           "GPGSV,0,0,11",
                           "GPGSV,,1,1",
                           "GPGSV,1,1,01,03,03,111",
                           "GPGSV,1,1,01,03,03,111,00,1,2",
                           "GPGSV,1,1,01,03,03,A111,00",
                           "GPGSV,1,1,01,03,91,111,00",
                           "GPGSV,1,1,01,03,03,111,00,12",
                           "GNGNS,094821.0,4849.931307,N,00216.053323,E,AAX,14,0.6,161.5,48.0,,",
                           "GPVTG,T,45.5,67.5,M,30.45,N,56.40,K",
                           "GPZDA,172809.456,31,06,1996,00,00",
                           "GPZDA,172809.456,D,06,1996,00,00",
                           "GPTXT,hello",
                           "PMTK001,604,3",
                           ""}) {
    EXPECT_FALSE(read(text, content)) << text;
  }
}

}  // namespace
