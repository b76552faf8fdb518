#include "uasyncio/drivers/gps/as_rwgps.hpp"

#include "tests/support/nmea_lines.hpp"
#include "tests/support/scenario.hpp"

using namespace scenario;
using asyncio::Coro;
using asyncio::GPS;
using asyncio::pmtk::Ack;

namespace {

/// A receiver's other end: says what was written, and answers after a while.
struct Wire {
  GPS<8>& gps;
  std::string answer;  // "" : none
  int delay_ms = 100;

  Coro<> awrite(std::string_view text) {
    say(std::string(text.substr(0, text.find('*'))));
    if (!answer.empty()) asyncio::create_task(reply(gps, answer, delay_ms));
    co_return;
  }
  static Coro<> reply(GPS<8>& gps, std::string answer, int delay_ms) {
    co_await asyncio::sleep_ms(delay_ms);
    for (const char byte : nmea_lines::line(answer)) gps.update(byte);
  }
};

TEST(RwGps, ACommandGivesItsAcknowledgement) {
  EXPECT_EQ(played([]() -> Coro<> {
              GPS<8> gps;
              Wire wire{gps, "PMTK001,220,3"};
              const Ack ack = co_await gps.command(wire, asyncio::pmtk::update_interval(200));
              say(ack == Ack::done, now_ms(), gps.refused(), gps.unanswered());
            }),
            "$PMTK220,200 1 100 0 0 ok");
}

TEST(RwGps, ARefusalAndASilenceAreToldAndCounted) {
  EXPECT_EQ(played([]() -> Coro<> {
              GPS<8> gps;
              Wire wire{gps, "PMTK001,220,2"};
              const Ack failed = co_await gps.command(wire, asyncio::pmtk::update_interval());
              say(failed == Ack::failed);
              wire.answer = "PMTK001,314,3";  // of another command
              const Ack none = co_await gps.command(wire, asyncio::pmtk::update_interval());
              say(none == Ack::none, now_ms(), gps.refused(), gps.unanswered());
            }),
            "$PMTK220,1000 1 $PMTK220,1000 1 1100 1 1 ok");
}

TEST(RwGps, CommandsGoOneAfterTheOther) {
  EXPECT_EQ(played([]() -> Coro<> {
              GPS<8> gps;
              Wire wire{gps, "PMTK001,220,3"};
              const auto send = [&]() -> Coro<> {
                static_cast<void>(
                    co_await gps.command(wire, asyncio::pmtk::update_interval()));
                say(now_ms());
              };
              co_await asyncio::gather(send(), send());
            }),
            "$PMTK220,1000 100 $PMTK220,1000 200 ok");
}

TEST(RwGps, AnImpossibleCommandIsNotWritten) {
  EXPECT_EQ(played([]() -> Coro<> {
              GPS<8> gps;
              Wire wire{gps, ""};
              say(co_await error_of(gps.command(wire, asyncio::pmtk::baudrate(1'234))));
              static_cast<void>(co_await gps.command(wire, asyncio::pmtk::antenna));
              say(now_ms());
            }),
            "ValueError $PGCMD,33,1 0 ok");
}

TEST(RwGps, ACancelledCommandLetsTheNextOneGo) {
  EXPECT_EQ(played([]() -> Coro<> {
              GPS<8> gps;
              Wire wire{gps, ""};
              const auto result = co_await asyncio::as_result(asyncio::wait_for_ms(
                  gps.command(wire, asyncio::pmtk::update_interval()), 50));
              say(result.error().name());
              wire.answer = "PMTK001,605,3";
              const Ack ack = co_await gps.command(wire, asyncio::pmtk::version);
              say(ack == Ack::done, gps.unanswered());
            }),
            "$PMTK220,1000 TimeoutError $PMTK605 1 0 ok");
}

TEST(RwGps, OtherMessagesOfTheMakerGoToTheCallback) {
  EXPECT_EQ(played([]() -> Coro<> {
              GPS<8> gps(asyncio::GpsOptions(), nullptr, nullptr,
                         [](asyncio::RwGpsBase&, const asyncio::nmea::Sentence& message, void*) {
                           say(std::string(message.text()));
                         });
              co_await Wire::reply(gps, "PMTKLOG,456,0", 1);
              co_await Wire::reply(gps, "GPTXT,hello", 1);
              co_await Wire::reply(gps, "PGTOP,11,2", 1);
              say(gps.replies().antenna() == asyncio::pmtk::Antenna::internal);
            }),
            "PMTKLOG,456,0 1 ok");
}

}  // namespace
