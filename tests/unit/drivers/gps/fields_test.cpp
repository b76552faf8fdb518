// SPDX-License-Identifier: MIT
#include "uasyncio/drivers/gps/fields.hpp"

#include <gtest/gtest.h>
#include <string>

using namespace uasyncio::nmea;

namespace {

constexpr std::int32_t bad = -77;  // no field of these tests has this value

std::int32_t number(const std::string& field, Number rule) {
  const std::string sentence = "X," + field;
  Fields fields(sentence);
  const std::int32_t value = fields.number(rule);
  return fields.is_bad() ? bad : value;
}

TEST(Fields, ANumberKeepsSoManyDecimalsAndDropsTheRest) {
  const Number rule{-2'000'000, 2'000'000, 3};
  EXPECT_EQ(number("12.3", rule), 12'300);
  EXPECT_EQ(number("12", rule), 12'000);
  EXPECT_EQ(number("12.", rule), 12'000);
  EXPECT_EQ(number(".5", rule), 500);
  EXPECT_EQ(number("0012.34567", rule), 12'345);
  EXPECT_EQ(number("-0.5", rule), -500);
  EXPECT_EQ(number("+0.5", rule), 500);
  EXPECT_EQ(number("", rule), absent);
}

TEST(Fields, ANumberThatIsNoneOrOutOfItsBoundsIsBad) {
  const Number rule{-10, 10};
  for (const char* field :
       {"11", "-11", "a", "1a", "1.a", "1.2.3", ".", "-", "+", "--1", "1-", " 1", "1 ", "1e1",
        "0x1", "4294967297", "99999999999999999999", "-99999999999999999999"}) {
    EXPECT_EQ(number(field, rule), bad) << field;
  }
  EXPECT_EQ(number("1.5", rule), bad) << "an integer";
  EXPECT_EQ(number("10.99", {0, 109, 1}), 109) << "decimals that are not kept do not count";
  EXPECT_EQ(number("-1", {0, 10}), bad) << "a sign only where the number may be negative";
  EXPECT_EQ(number("2147483647", {0, 2'147'483'646}), bad);
}

std::int32_t latitude(const std::string& fields_text) {
  const std::string sentence = "X," + fields_text;
  Fields fields(sentence);
  const std::int32_t value = fields.latitude();
  return fields.is_bad() ? bad : value;
}

TEST(Fields, APositionIsRoundedTo1e7Degree) {
  EXPECT_EQ(latitude("4807.038,N"), 481'173'000);
  EXPECT_EQ(latitude("4807.038,S"), -481'173'000);
  EXPECT_EQ(latitude("0000.0000001,N"), 0);
  EXPECT_EQ(latitude("0000.0000030,N"), 1);
  EXPECT_EQ(latitude("0059.9999999,N"), 10'000'000);
  EXPECT_EQ(latitude("9000.0000,N"), 900'000'000);
  EXPECT_EQ(latitude("8960.0000,N"), 900'000'000) << "as some receivers round";
  EXPECT_EQ(latitude("4807,N"), 481'166'667);
  EXPECT_EQ(latitude("4134.49821229,N"), 415'749'702);
  EXPECT_EQ(latitude(","), absent);
  Fields fields("X,17959.99999999,W");
  EXPECT_EQ(fields.longitude(), -1'800'000'000);
  EXPECT_FALSE(fields.is_bad());
}

TEST(Fields, APositionThatIsNoneIsBad) {
  for (const char* text :
       {"36000.0000,N", "9000.0001,N", "9100.0000,N", "4860.0001,N", "4807.038,E", "4807.038,",
        ",N", "807.038,N", "04807.038,N", "4807.0x8,N", "48-7.038,N", "4807.038,n", "A,S",
        "4807.038,NN", "-4807.03,N"}) {
    EXPECT_EQ(latitude(text), bad) << text;
  }
  Fields fields("X,72000.0000,E");
  fields.longitude();
  EXPECT_TRUE(fields.is_bad());
}

std::int32_t time_ms(const std::string& field) {
  const std::string sentence = "X," + field;
  Fields fields(sentence);
  const std::int32_t value = fields.time_ms();
  return fields.is_bad() ? bad : value;
}

TEST(Fields, ATimeMayBeALeapSecond) {
  EXPECT_EQ(time_ms("000000"), 0);
  EXPECT_EQ(time_ms("123519.5"), 45'319'500);
  EXPECT_EQ(time_ms("235959.9999"), 86'399'999);
  EXPECT_EQ(time_ms("235960.00"), 86'400'000);
  EXPECT_EQ(time_ms(""), absent);
  for (const char* field : {"240000", "236000", "000061", "225960", "12351", "1235190", "12351x",
                            "-12351", "123519.x", "12:35:19"}) {
    EXPECT_EQ(time_ms(field), bad) << field;
  }
}

Date date(const std::string& field, bool& is_bad) {
  const std::string sentence = "X," + field;
  Fields fields(sentence);
  const Date result = fields.date();
  is_bad = fields.is_bad();
  return result;
}

TEST(Fields, ADateIsOneOfTheCalendar) {
  bool is_bad = false;
  EXPECT_EQ(date("290220", is_bad), (Date{2020, 2, 29}));
  EXPECT_EQ(date("130698", is_bad), (Date{1998, 6, 13})) << "not 2098 as in the original";
  EXPECT_EQ(date("311279", is_bad), (Date{2079, 12, 31}));
  EXPECT_FALSE(is_bad);
  EXPECT_EQ(date("", is_bad).year, 0);
  EXPECT_FALSE(is_bad);
  for (const char* field :
       {"290221", "310420", "000120", "010020", "011320", "2208-1", "0101201", "10120", "-10120"}) {
    date(field, is_bad);
    EXPECT_TRUE(is_bad) << field;
  }
}

TEST(Fields, DaysCountFrom1970AndBack) {
  EXPECT_EQ((Date{1970, 1, 1}.days()), 0);
  EXPECT_EQ((Date{2026, 11, 28}.days()), 20'785);
  for (std::int32_t day = 0; day < 40'000; day += 37) EXPECT_EQ(Date::of_days(day).days(), day);
}

TEST(Fields, ReadingBehindTheEndIsNotBadAndGivesNothing) {
  Fields fields("GPRMC,1");
  EXPECT_EQ(fields.left(), 1u);
  EXPECT_EQ(fields.number({0, 9}), 1);
  EXPECT_EQ(fields.left(), 0u);
  EXPECT_EQ(fields.number({0, 9}), absent);
  EXPECT_EQ(fields.letter("A"), '\0');
  fields.skip(300);
  EXPECT_FALSE(fields.is_bad());
  EXPECT_EQ(Fields("").left(), 0u);
}

TEST(Fields, ADirectionMakesANumberNegative) {
  Fields fields("X,4.2,W,4.2,E,4.2,,,W,4.2,N");
  const Number rule{-1'000, 1'000, 1};
  EXPECT_EQ(fields.with_direction(rule, "EW"), -42);
  EXPECT_EQ(fields.with_direction(rule, "EW"), 42);
  EXPECT_EQ(fields.with_direction(rule, "EW"), 42);
  EXPECT_EQ(fields.with_direction(rule, "EW"), absent);
  EXPECT_FALSE(fields.is_bad());
  fields.with_direction(rule, "EW");
  EXPECT_TRUE(fields.is_bad());
}

}  // namespace
