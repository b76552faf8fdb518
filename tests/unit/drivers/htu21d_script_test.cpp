// SPDX-License-Identifier: MIT
// Htu21dScript: what is asked, and what the answers mean.
#include "uasyncio/drivers/htu21d_script.hpp"

#include <gtest/gtest.h>
#include <initializer_list>
#include <string>

using uasyncio::Error;
using uasyncio::Htu21dResolution;
using uasyncio::Htu21dScript;
using uasyncio::machine::I2CRequest;

namespace {

/// A sensor that answers at once.
struct Sensor {
  unsigned user_register = 0x3A;
  unsigned temperature = 0x683A & 0xFFFC;
  unsigned humidity = 0x4E85 | 2;
  int crc_error = 0;
  std::string log;

  void answer(const I2CRequest& request) {
    char text[16];
    if (request.prefix_size != 0) {
      std::snprintf(text, sizeof text, "%0*X ", request.prefix_size * 2, request.prefix);
      log += text;
    }
    if (request.in_size == 0) {
      last = request.prefix;
      if (request.prefix_size == 2) user_register = request.prefix & 0xFF;
    } else if (request.in_size == 1) {
      request.in[0] = static_cast<std::uint8_t>(user_register);
    } else {
      const unsigned value = last == 0xF3 ? temperature : humidity;
      request.in[0] = static_cast<std::uint8_t>(value >> 8);
      request.in[1] = static_cast<std::uint8_t>(value);
      request.in[2] =
          static_cast<std::uint8_t>(Htu21dScript::crc(request.in[0], request.in[1]) ^ crc_error);
      log += "read ";
    }
  }
  unsigned last = 0;
};

/// One round with it. What was sent.
std::string round(Htu21dScript& script, Sensor& sensor) {
  sensor.log.clear();
  script.begin();
  while (!script.is_over()) {
    I2CRequest request;
    if (script.next(request) != 0) continue;
    sensor.answer(request);
    script.take(Error::none);
  }
  return sensor.log;
}

TEST(Htu21dScript, ResetsFirstAndThenMeasures) {
  Htu21dScript script(0x40);
  Sensor sensor;
  EXPECT_EQ(round(script, sensor), "FE E7 F3 read F5 read ");
  EXPECT_EQ(script.temperature_centi_c(), 2468);
  EXPECT_EQ(script.humidity_centi_percent(), 3233);
  EXPECT_EQ(round(script, sensor), "E7 F3 read F5 read ");
}

TEST(Htu21dScript, KeepsTheBitsOfTheRegisterThatAreNotItsOwn) {
  Htu21dScript script(0x40);
  Sensor sensor;
  script.resolution(Htu21dResolution::rh10_t13);
  script.heater(true);
  EXPECT_EQ(round(script, sensor), "FE E7 E6BE F3 read F5 read ");
  EXPECT_EQ(round(script, sensor), "E7 F3 read F5 read ");
  sensor.user_register = 0x7A;  // it has lost its power, and has little
  EXPECT_EQ(round(script, sensor), "E7 E6FE F3 read F5 read ");
  EXPECT_TRUE(script.is_supply_low());
  script.heater(false);
  script.resolution(Htu21dResolution::rh12_t14);
  sensor.user_register = 0xBE;
  EXPECT_EQ(round(script, sensor), "E7 E63A F3 read F5 read ");
  EXPECT_FALSE(script.is_supply_low());
  script.reset();
  EXPECT_EQ(round(script, sensor), "FE E7 F3 read F5 read ");
}

TEST(Htu21dScript, HasTheChecksOfTheDataSheetsAndOfRealSensors) {
  struct Vector {
    unsigned raw, crc;
  };
  for (const Vector& each : {Vector{0x683A, 0x7C},
                             {0x4E85, 0x6B},
                             {0x66F0, 0x8D},
                             {0x742E, 0x21},
                             {0x00DC, 0x79},
                             {0x0000, 0x00}}) {
    EXPECT_EQ(Htu21dScript::crc(static_cast<std::uint8_t>(each.raw >> 8),
                                static_cast<std::uint8_t>(each.raw)),
              each.crc);
  }
}

TEST(Htu21dScript, IsRightToAHundredthForAllValues) {
  Htu21dScript script(0x40);
  Sensor sensor;
  for (unsigned raw = 4; raw < 0x10000; raw += 4) {
    sensor.temperature = raw;
    sensor.humidity = raw | 2;
    const std::int16_t before = script.temperature_centi_c();
    round(script, sensor);
    const double temperature = -46.85 + 175.72 * raw / 65'536;
    const double humidity = -6 + 125.0 * raw / 65'536;
    if (temperature < -40 || temperature >= 125.01) {
      EXPECT_EQ(script.error(), Error::value) << raw;
      EXPECT_EQ(script.temperature_centi_c(), before);
      continue;
    }
    ASSERT_EQ(script.error(), Error::none) << raw;
    EXPECT_NEAR(script.temperature_centi_c(), temperature * 100, 1.0);
    const double clipped = humidity < 0 ? 0 : humidity > 100 ? 100 : humidity;
    EXPECT_NEAR(script.humidity_centi_percent(), clipped * 100, 1.0);
  }
}

// A bus that is stuck low passes the check.
TEST(OriginalDefectsOfHtu21d, ZerosAreNoValue) {
  Htu21dScript script(0x40);
  Sensor sensor;
  sensor.temperature = sensor.humidity = 0;
  round(script, sensor);
  EXPECT_EQ(script.error(), Error::value);
}

TEST(Htu21dScript, TakesNoValueOfTheOtherKindNorWithAWrongCheck) {
  Htu21dScript script(0x40);
  Sensor sensor;
  round(script, sensor);
  const auto temperature = script.temperature_centi_c();
  sensor.temperature = 0x7002;
  EXPECT_EQ(round(script, sensor), "E7 F3 read ");
  EXPECT_EQ(script.error(), Error::value);
  sensor.temperature = 0x7000;
  for (int bit = 1; bit < 256; bit *= 2) {
    sensor.crc_error = bit;
    EXPECT_EQ(round(script, sensor), "FE E7 F3 read ");
    EXPECT_EQ(script.error(), Error::os(5));
  }
  sensor.crc_error = 0;
  sensor.humidity = 0x7000;
  round(script, sensor);
  EXPECT_EQ(script.error(), Error::value);
  EXPECT_EQ(script.temperature_centi_c(), temperature);  // of the last pair that was good
}

TEST(Htu21dScript, PollsASensorThatIsAtWorkForAHundredMilliseconds) {
  Htu21dScript script(0x40);
  Sensor sensor;
  script.begin();
  int waited = 0;
  bool has_begun = false;
  while (!script.is_over()) {
    I2CRequest request;
    if (const int pause = script.next(request)) {
      waited += has_begun ? pause : 0;
    } else if (request.in_size == 3) {
      script.take(Error::os(19));
    } else {
      sensor.answer(request);
      has_begun = sensor.last == 0xF3;
      script.take(Error::none);
    }
  }
  EXPECT_EQ(script.error(), Error::os(110));
  EXPECT_EQ(waited, 100);
}

}  // namespace
