// SPDX-License-Identifier: MIT
#include "uasyncio/drivers/gps/as_rwgps.hpp"

#include "tests/support/nmea_lines.hpp"
#include "tests/support/scenario.hpp"
#include "uasyncio/stream/memory_pair.hpp"
#include "uasyncio/stream/reader.hpp"
#include "uasyncio/stream/writer.hpp"

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

TEST(RwGps, WithoutMemoryToWaitForItsAnswerACommandFails) {
  EXPECT_EQ(played([]() -> Coro<> {
              GPS<8> gps;
              Wire wire{gps, ""};
              asyncio::FramePool::current().fail_allocation(4);  // error_of, command, awrite
              say(co_await error_of(gps.command(wire, asyncio::pmtk::update_interval())));
              asyncio::FramePool::current().fail_allocation(0);
              wire.answer = "PMTK001,220,3";
              const Ack ack = co_await gps.command(wire, asyncio::pmtk::update_interval());
              say(ack == Ack::done, gps.unanswered());
            }),
            "$PMTK220,1000 MemoryError $PMTK220,1000 1 0 ok");
}

TEST(RwGps, CommandsGoOneAfterTheOther) {
  EXPECT_EQ(played([]() -> Coro<> {
              GPS<8> gps;
              Wire wire{gps, "PMTK001,220,3"};
              const auto send = [&]() -> Coro<> {
                static_cast<void>(co_await gps.command(wire, asyncio::pmtk::update_interval()));
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
              const auto result = co_await asyncio::as_result(
                  asyncio::wait_for_ms(gps.command(wire, asyncio::pmtk::update_interval()), 50));
              say(result.error().name());
              wire.answer = "PMTK001,605,3";
              const Ack ack = co_await gps.command(wire, asyncio::pmtk::version);
              say(ack == Ack::done, gps.unanswered());
            }),
            "$PMTK220,1000 TimeoutError $PMTK605 1 0 ok");
}

/// Waiting for its turn, writing, waiting for the answer: wherever a command is cancelled, the one
/// before it and the one behind it get their own answers.
TEST(RwGps, ACommandIsCancelledAtAnyTimeBetweenTwoOthers) {
  for (int ms = 0; ms <= 320; ms += 5) {
    SCOPED_TRACE(ms);
    EXPECT_EQ(played([ms]() -> Coro<> {
                GPS<8> gps;
                Wire wire{gps, "PMTK001,220,3"};
                int answers = 0;
                const auto send = [&]() -> Coro<> {
                  const Ack ack = co_await gps.command(wire, asyncio::pmtk::update_interval());
                  if (ack == Ack::done) ++answers;
                };
                auto before = asyncio::create_task(send());
                auto between = asyncio::create_task(send());
                auto behind = asyncio::create_task(send());
                co_await asyncio::sleep_ms(ms);
                co_await asyncio::cancel_and_wait(between);
                co_await before;
                co_await behind;
                EXPECT_GE(answers, 2);
                EXPECT_LE(now_ms(), 400u);
                EXPECT_EQ(gps.unanswered() + gps.refused(), 0u);
                scenario::words().clear();
              }),
              "ok");
  }
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

/// A receiver at the other end of a wire: acknowledges each command that it reads.
Coro<> acknowledge(asyncio::Device& end) {
  asyncio::BufferedReader<100> reader(end);
  asyncio::BufferedWriter<100> writer(end);
  while (true) {
    const std::string_view line = co_await reader.readline();
    if (line.empty()) co_return;
    const std::string number(line.substr(5, 3));
    co_await writer.awrite("noise\xFF$GPRMC,1" + nmea_lines::line("PMTK001," + number + ",3"));
  }
}

TEST(RwGps, AnswersAreTakenFromAStreamThatIsReadAsThatOfAnyReceiver) {
  EXPECT_EQ(played([]() -> Coro<> {
              asyncio::MemoryPair<100> wire;
              const asyncio::OwnedTask<> far = asyncio::create_task(acknowledge(wire.right));
              asyncio::BufferedReader<100> reader(wire.left);
              asyncio::BufferedWriter<100> writer(wire.left);
              GPS<8> gps;
              asyncio::AsGpsBase& any = gps;
              const asyncio::OwnedTask<> runs = asyncio::create_task(any.run(reader));
              for (const auto& command : {asyncio::pmtk::update_interval(200),
                                          asyncio::pmtk::enable(), asyncio::pmtk::warm_start}) {
                const Ack ack = co_await gps.command(writer, command);
                say(ack == Ack::done);
              }
              say(gps.counters().restarted, gps.unanswered());
            }),
            "1 1 1 3 0 ok");
}

TEST(RwGps, AWireThatIsCutFailsACommandAndTheNextOneGoesOn) {
  EXPECT_EQ(played([]() -> Coro<> {
              GPS<8> gps;
              {
                asyncio::MemoryPair<100> wire;
                asyncio::BufferedWriter<100> writer(wire.left);
                wire.right.close();
                const auto result = co_await asyncio::as_result(
                    gps.command(writer, asyncio::pmtk::update_interval()));
                say(result.error().name());
              }
              Wire wire{gps, "PMTK001,220,3"};
              const Ack ack = co_await gps.command(wire, asyncio::pmtk::update_interval());
              say(ack == Ack::done);
            }),
            "OSError $PMTK220,1000 1 ok");
}

}  // namespace
