// SPDX-License-Identifier: MIT
// AADC with a converter of the test's.
#include "tests/support/scenario.hpp"

#include <uasyncio/drivers/aadc.hpp>
#include <uasyncio/testing/adc.hpp>
#include <uasyncio/testing/chance.hpp>

using namespace scenario;
using asyncio::AADC;
using asyncio::Coro;
using asyncio::testing::Adc;
using asyncio::testing::AdcWithComparator;

namespace {

TEST(Aadc, WaitsUntilTheValueHasMoved) {
  EXPECT_EQ(played([]() -> Coro<> {
              Adc adc(10'001);
              AADC a(adc);
              (void)a.read_u16();
              sim()->at(55'000, [&] { adc.set(12'001); });
              sim()->at(95'000, [&] { adc.set(12'002); });
              say(co_await a(2'000));
              say(now_ms());
            }),
            "12002 100 ok");
}

TEST(Aadc, APeriodOfZeroIsOneOfAMillisecond) {
  EXPECT_EQ(played([]() -> Coro<> {
              Adc adc(10'000);
              AADC a(adc, {.period_ms = 0});
              (void)a.read_u16();
              sim()->at(2'500, [&] { adc.set(20'000); });
              say(co_await a(2'000));
              say(now_ms());
            }),
            "20000 3 ok");
}

TEST(Aadc, WaitsForARangeWithItsSenseInverted) {
  EXPECT_EQ(played([]() -> Coro<> {
              Adc adc(100);
              AADC a(adc);
              a.sense(false);
              sim()->at(55'000, [&] { adc.set(5'000); });
              say(co_await a(5'000, 10'000));
              say(now_ms());
              say(co_await a());  // at once: it is in the range still
              say(now_ms());
            }),
            "5000 60 5000 60 ok");
}

TEST(Aadc, ReadsOnlyWhileSomebodyWaits) {
  EXPECT_EQ(played([]() -> Coro<> {
              Adc adc(100);
              AADC a(adc);
              (void)a.read_u16();
              co_await asyncio::sleep(100);
              say(adc.reads());
              auto waiter = asyncio::create_task([&a]() -> Coro<> { (void)co_await a(50); });
              co_await asyncio::sleep_ms(55);
              say(adc.reads());
              co_await asyncio::cancel_and_wait(waiter);
              co_await asyncio::sleep(100);
              say(adc.reads());
            }),
            "1 7 7 ok");
}

TEST(Aadc, AConverterThatFailsIsToldAndAskedAgain) {
  EXPECT_EQ(played([]() -> Coro<> {
              Adc adc(100);
              AADC a(adc);
              (void)a.read_u16();
              adc.fail(asyncio::Error::os(5));
              auto waiter = asyncio::create_task([&a]() -> Coro<> { say(co_await a(50)); });
              co_await asyncio::sleep_ms(25);
              say(a.error().name(), a.age_us(), a.read_u16(), a.read_u16(true));
              adc.set(200);
              co_await waiter;
              say(a.error().name(), a.age_us());
            }),
            "OSError 25000 100 100 200 no error 0 ok");
}

TEST(Aadc, WithAComparatorNothingRunsUntilTheValueHasLeft) {
  EXPECT_EQ(played([]() -> Coro<> {
              AdcWithComparator adc(10'001);
              {
                AADC a(adc);
                (void)a.read_u16();
                sim()->at(3'600'000'000, [&] { adc.set(12'001); });
                sim()->at(7'200'000'000, [&] { adc.set(12'002); });
                say(co_await a(2'000));
                say(now_ms(), adc.reads());
                a.sense(false);
                sim()->at(7'300'000'000, [&] { adc.set(4'999); });
                say(co_await a(4'000, 5'000));
                say(now_ms(), adc.reads());
                adc.set(3'000);
                sim()->at(7'500'000'000, [&] { adc.set(4'500); });
                say(co_await a());
                say(now_ms(), adc.reads());
                auto waiter = asyncio::create_task([&a]() -> Coro<> { (void)co_await a(0, 9); });
                co_await asyncio::sleep_ms(1);
                co_await asyncio::cancel_and_wait(waiter);
                say(adc.is_watching());
              }
              say(adc.is_watching());
            }),
            "12002 7200000 3 4999 7300000 5 4500 7500000 7 1 0 ok");
}

TEST(Aadc, AComparatorWhoseConverterFailsIsAskedAgain) {
  EXPECT_EQ(played([]() -> Coro<> {
              AdcWithComparator adc(100);
              AADC a(adc);
              (void)a.read_u16();
              adc.fail(asyncio::Error::os(5));
              auto waiter = asyncio::create_task([&a]() -> Coro<> { say(co_await a(50)); });
              co_await asyncio::sleep_ms(25);
              say(a.error().name(), adc.reads());
              adc.set(120);
              co_await asyncio::sleep(10);
              say(a.error().name(), adc.reads());
              adc.set(200);
              co_await waiter;
              say(now_ms());
            }),
            "OSError 4 no error 5 200 10025 ok");
}

TEST(Aadc, ASenseThatIsInvertedCountsForAWaitThatGoesOn) {
  const auto waits = [](auto& adc) -> Coro<> {
    AADC a(adc);
    auto waiter = asyncio::create_task([&a]() -> Coro<> { say(co_await a(1'000, 2'000)); });
    co_await asyncio::sleep_ms(25);
    a.sense(false);
    co_await waiter;
    EXPECT_LE(now_ms(), 35u);
  };
  EXPECT_EQ(played([&]() -> Coro<> {
              Adc adc(1'500);
              co_await waits(adc);
            }),
            "1500 ok");
  EXPECT_EQ(played([&]() -> Coro<> {
              AdcWithComparator adc(1'500);
              co_await waits(adc);
            }),
            "1500 ok");
}

// Each event sets a value, makes the converter fail, or blocks the loop. A wait ends only with a
// value out of the range, and two looks after the converter has one at the latest.
TEST(Aadc, ADayOfMisbehaviour) {
  for (std::uint64_t seed = 1; seed != 4; ++seed) {
    SCOPED_TRACE(seed);
    played([seed]() -> Coro<> {
      asyncio::testing::Chance chance(seed);
      Adc adc(1'500);
      AADC a(adc, {.period_ms = 1'000});
      std::uint64_t told_ms = 0;
      const asyncio::OwnedTask<> waiter = asyncio::create_task([&]() -> Coro<> {
        while (true) {
          const int value = co_await a(1'000, 2'000);
          EXPECT_TRUE(value < 1'000 || value > 2'000) << value;
          EXPECT_EQ(a.error(), asyncio::Error::none);
          told_ms = now_ms();
          co_await asyncio::sleep_ms(500);
        }
      });
      while (now_ms() < 24 * 3'600'000ull) {
        const auto value = static_cast<std::uint16_t>(chance.between(500, 2'500));
        const bool fails = chance.one_in(4);
        adc.set(value);
        if (fails) adc.fail(asyncio::Error::os(5));
        if (chance.one_in(5)) sim()->work_ms(static_cast<std::uint64_t>(chance.between(1, 5'000)));
        co_await asyncio::sleep_ms(2'600);
        const bool is_told = now_ms() - told_ms < 2'600;
        const bool is_out = !fails && (value < 1'000 || value > 2'000);
        EXPECT_TRUE(is_told || !is_out) << value;
        co_await asyncio::sleep_ms(chance.between(3'000, 300'000));
        EXPECT_TRUE(is_out || now_ms() - told_ms >= 3'000) << value;
        if (fails) {
          EXPECT_EQ(a.error().code, 5);
          EXPECT_GE(a.age_us(), 3'000'000u);
        }
      }
    });
  }
}

}  // namespace
