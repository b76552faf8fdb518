// SPDX-License-Identifier: MIT
// Any answers of a bus, for Htu21dScript: a value that it tells was in the last answers, with their
// checks and kinds, and a round ends. UASYNCIO_FUZZ_ROUNDS says how many.
#include "uasyncio/drivers/htu21d_script.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <gtest/gtest.h>
#include <uasyncio/testing/chance.hpp>

namespace htu21d_fuzz {
namespace {

using uasyncio::Error;
using uasyncio::Htu21dScript;
using uasyncio::machine::I2CRequest;
using uasyncio::testing::Chance;

/// The polynomial's own way, bit by bit.
unsigned check_of(unsigned high, unsigned low) {
  unsigned crc = 0;
  for (const unsigned byte : {high, low}) {
    crc ^= byte;
    for (int bit = 0; bit != 8; ++bit)
      crc = ((crc << 1) ^ ((crc & 0x80) != 0 ? 0x131u : 0u)) & 0x1ff;
  }
  return crc;
}

struct Answer {
  unsigned bits = 0;
  bool is_right = false;  // its check is
};

class Attack {
 public:
  explicit Attack(std::uint32_t seed) : chance_(seed) {}

  void round() {
    const int temperature = script_.temperature_centi_c();
    const int humidity = script_.humidity_centi_percent();
    answers_ = 0;
    script_.begin();
    int steps = 0;
    while (!script_.is_over()) {
      ASSERT_LT(++steps, 400) << "it does not end";
      step();
    }
    if (script_.error()) {
      ++bad_;
      EXPECT_EQ(script_.temperature_centi_c(), temperature);
      EXPECT_EQ(script_.humidity_centi_percent(), humidity);
    } else {
      ++good_;
      expect_values();
    }
  }
  int good() const { return good_; }
  int bad() const { return bad_; }

 private:
  void step() {
    I2CRequest request;
    if (script_.next(request) != 0) return;
    ASSERT_EQ(request.address, 0x40);
    ASSERT_LE(request.in_size, 3);
    if (chance_.one_in(6)) {
      constexpr int codes[] = {5, 16, 19, 19, 19, 110};
      return script_.take(Error::os(codes[chance_.next() % 6]));
    }
    for (int n = 0; n != request.in_size; ++n) {
      request.in[n] = static_cast<std::uint8_t>(chance_.one_in(8) ? 0 : chance_.next());
    }
    if (request.in_size == 3) answer(request.in);
    script_.take(Error::none);
  }
  void answer(std::uint8_t* bytes) {
    const bool is_likely = !chance_.one_in(4);  // of the kind that is asked for
    if (is_likely)
      bytes[1] = static_cast<std::uint8_t>((bytes[1] & ~2u) | (answers_ != 0 ? 2u : 0u));
    if (!chance_.one_in(8)) bytes[2] = static_cast<std::uint8_t>(check_of(bytes[0], bytes[1]));
    last_[answers_++ != 0] = {bytes[0] * 256u + bytes[1], bytes[2] == check_of(bytes[0], bytes[1])};
  }
  void expect_values() {
    ASSERT_EQ(answers_, 2);
    for (const bool is_humidity : {false, true}) {
      EXPECT_TRUE(last_[is_humidity].is_right);
      EXPECT_EQ((last_[is_humidity].bits & 2) != 0, is_humidity);
      EXPECT_NE(last_[is_humidity].bits & 0xfffc, 0u);
    }
    const double temperature = -46.85 + 175.72 * (last_[0].bits & 0xfffc) / 65'536;
    EXPECT_NEAR(script_.temperature_centi_c(), 100 * temperature, 1.01);
    EXPECT_TRUE(script_.temperature_centi_c() >= -4'000 && script_.temperature_centi_c() <= 12'500);
    const double humidity = -6 + 125.0 * (last_[1].bits & 0xfffc) / 65'536;
    EXPECT_NEAR(script_.humidity_centi_percent(), 100 * std::clamp(humidity, 0.0, 100.0), 1.01);
  }

  Chance chance_;
  Htu21dScript script_{0x40};
  Answer last_[2];
  int answers_ = 0;
  int good_ = 0, bad_ = 0;
};

TEST(Htu21dFuzz, OfAnyAnswersOnlyRightOnesAreValues) {
  const char* const rounds = std::getenv("UASYNCIO_FUZZ_ROUNDS");
  const long long count = rounds != nullptr ? std::atoll(rounds) : 100'000;
  Attack attack(20261129);
  for (long long n = 0; n != count; ++n) {
    attack.round();
    if (testing::Test::HasFailure()) FAIL() << "round " << n;
  }
  EXPECT_GT(attack.good(), count / 20);
  EXPECT_GT(attack.bad(), count / 20);
}

}  // namespace
}  // namespace htu21d_fuzz
