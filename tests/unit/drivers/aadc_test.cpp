// AADC with a converter of the test's.
#include "tests/support/scenario.hpp"

#include <uasyncio/drivers/aadc.hpp>
#include <uasyncio/testing/adc.hpp>

using namespace scenario;
using asyncio::AADC;
using asyncio::Coro;
using asyncio::testing::Adc;

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

}  // namespace
