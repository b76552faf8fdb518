// SPDX-License-Identifier: MIT
// Initiator and Responder: both ends in one loop, on a simulated bus and two wires.
#include "tests/support/asi2c_bus.hpp"
#include "tests/support/scenario.hpp"

#include <cerrno>
#include <memory>

using namespace scenario;
using asi2c_bus::Bus;
using asyncio::Asi2cOptions;
using asyncio::Coro;
using asyncio::Error;
using asyncio::Initiator;
using asyncio::OwnedTask;
using asyncio::Responder;
using asyncio::testing::Chance;

namespace {

template <class End>
struct StreamEnd {
  template <class... Arguments>
  explicit StreamEnd(Arguments&&... arguments)
      : link(std::forward<Arguments>(arguments)...), runner(asyncio::create_task(link.run())) {}
  End link;
  asyncio::BufferedReader<64> reader{link};
  asyncio::BufferedWriter<64> writer{link};
  OwnedTask<> runner;
};
using InitiatorBoard = StreamEnd<Initiator<16>>;
using ResponderBoard = StreamEnd<Responder<16>>;

constexpr Asi2cOptions quick{.t_poll_ms = 10, .timeout_ms = 100};

/// One that is switched on now.
std::unique_ptr<InitiatorBoard> initiator_on(Bus& bus) {
  return std::make_unique<InitiatorBoard>(bus.target, bus.syn, bus.ack, quick);
}
std::unique_ptr<ResponderBoard> responder_on(Bus& bus) {
  return std::make_unique<ResponderBoard>(bus.i2c, bus.ack, bus.syn, quick);
}

struct TwoBoards {
  explicit TwoBoards(const Asi2cOptions& options = quick)
      : initiator(bus.target, bus.syn, bus.ack, options),
        responder(bus.i2c, bus.ack, bus.syn, options) {}
  Bus bus;
  InitiatorBoard initiator;
  ResponderBoard responder;
};

/// What is written to a responder that loses its power and comes back.
struct Rebooted {
  /// The responder is off and on again so long after the text was taken; two seconds pass.
  Coro<> write_and_reboot(const char* text, int after_ms) {
    co_await initiator.link.ready();
    co_await initiator.writer.awrite(std::string_view(text));
    if (after_ms != 0) co_await asyncio::sleep_ms(after_ms);
    responder = responder_on(bus);
    co_await asyncio::sleep(2);
  }
  Bus bus;
  InitiatorBoard initiator{bus.target, bus.syn, bus.ack, quick};
  std::unique_ptr<ResponderBoard> responder = responder_on(bus);
};

Coro<> ready(TwoBoards& boards) {
  co_await boards.initiator.link.ready();
  co_await boards.responder.link.ready();
}

Coro<> say_line(asyncio::StreamReader& reader) {
  const std::string_view line = co_await reader.readline();
  say(line.substr(0, line.size() - 1));
}

TEST(Asi2c, LinesGoBothWaysAlsoThoseThatAreLongerThanABlock) {
  for (const bool is_original : {false, true}) {
    EXPECT_EQ(played([is_original]() -> Coro<> {
                Asi2cOptions options = quick;
                options.original = is_original;
                TwoBoards boards(options);
                co_await ready(boards);
                say(boards.initiator.writer.write("a line that is longer than a block\n"));
                say(boards.responder.writer.write("short\n"));
                co_await say_line(boards.responder.reader);
                co_await say_line(boards.initiator.reader);
                say(boards.initiator.link.losses(), boards.responder.link.losses());
              }),
              "1 1 a line that is longer than a block short 0 0 ok")
        << is_original;
  }
}

TEST(Asi2c, AnExchangeWithoutNewsIsTwoHeadersEachPoll) {
  played([]() -> Coro<> {
    TwoBoards boards;
    co_await ready(boards);
    co_await asyncio::sleep_ms(5);
    const unsigned before = boards.bus.controller.begins();
    co_await asyncio::sleep_ms(1'000);
    const unsigned transfers = boards.bus.controller.begins() - before;
    EXPECT_LE(transfers, 200u);
    EXPECT_GE(transfers, 150u) << "an exchange takes two milliseconds of each 12";
  });
}

TEST(OriginalDefectsOfAsi2c, NeitherEndSpinsWhileThePeerDoesNotAnswer) {
  played([]() -> Coro<> {
    Bus bus;
    InitiatorBoard initiator(bus.target, bus.syn, bus.ack, quick);
    const auto waits = sim()->waits();
    co_await asyncio::sleep(10);  // the line of the peer is low: each meeting seems to succeed
    EXPECT_LE(sim()->waits() - waits, 200u);
    EXPECT_GT(initiator.link.losses(), 5);
  });
}

TEST(Asi2c, APeerThatGoesIsToldToReadersAndWritersAndTheLinkComesBack) {
  EXPECT_EQ(played([]() -> Coro<> {
              Bus bus;
              InitiatorBoard initiator(bus.target, bus.syn, bus.ack, quick);
              auto responder = responder_on(bus);
              co_await initiator.link.ready();
              responder.reset();
              say(initiator.writer.write("lost"));
              say(co_await error_of(initiator.reader.readline()));
              say(initiator.link.running(), initiator.link.losses());
              say(co_await error_of(initiator.writer.awrite("too late")));
              responder = responder_on(bus);
              while (!responder->link.running()) co_await asyncio::sleep_ms(50);
              co_await asyncio::sleep_ms(500);
              co_await responder->writer.awrite("here again\n");
              co_await say_line(initiator.reader);
            }),
            "1 OSError 0 1 OSError here again ok");
}

TEST(Asi2c, ALossIsToldBeforeWhatComesOfTheNextLink) {
  EXPECT_EQ(played([]() -> Coro<> {
              Bus bus;
              ResponderBoard responder(bus.i2c, bus.ack, bus.syn, quick);
              auto initiator = initiator_on(bus);
              co_await responder.link.ready();
              say(initiator->writer.write("half of a li"));
              say(co_await error_of(asyncio::wait_for_ms(responder.reader.readline(), 100)));
              initiator = initiator_on(bus);
              co_await asyncio::sleep(2);  // in which nobody reads
              say(responder.link.running(), initiator->link.running());
              say(initiator->writer.write("a new line\n"));
              co_await asyncio::sleep(1);
              say(co_await error_of(responder.reader.readline()));
              asyncio::BufferedReader<64> reader(responder.link);
              co_await say_line(reader);
            }),
            "1 TimeoutError 1 1 1 OSError a new line ok");
}

TEST(Asi2c, AWriterThatNobodyReadsForIsToldThatItsBlockWasLost) {
  EXPECT_EQ(played([]() -> Coro<> {
              Rebooted boards;
              co_await boards.write_and_reboot("lost\n", 0);
              say(boards.initiator.link.running(), boards.initiator.link.losses());
              say(co_await error_of(boards.initiator.writer.awrite("the next one\n")));
              asyncio::BufferedWriter<64> writer(boards.initiator.link);
              co_await writer.awrite("again\n");
              co_await say_line(boards.responder->reader);
            }),
            "1 1 OSError again ok");
}

TEST(Asi2c, AStreamThatEndsWithItsLinkLeavesNothingToTheNext) {
  EXPECT_EQ(played([]() -> Coro<> {
              Bus bus;
              auto initiator = initiator_on(bus);
              Responder<16> link(bus.i2c, bus.ack, bus.syn, quick);
              const OwnedTask<> runs = asyncio::create_task(link.run());
              {
                asyncio::BufferedReader<64> reader(link);
                asyncio::BufferedWriter<64> writer(link);
                co_await link.ready();
                say(initiator->writer.write("a line that is lost\n"));  // its end is not read
                say(co_await error_of(reader.readexactly(5)));
                co_await writer.awrite("hello\n");
                co_await asyncio::sleep_ms(50);
                initiator = initiator_on(bus);
                co_await asyncio::sleep_ms(300);
                say(co_await error_of(writer.awrite("is there anybody?\n")));
              }
              asyncio::BufferedReader<64> reader(link);
              co_await asyncio::sleep(1);
              say(initiator->writer.write("a new line\n"));
              co_await say_line(reader);
            }),
            "1 no error OSError 1 a new line ok");
}

TEST(Asi2c, AWriterOfWhichAllHadArrivedIsToldThatTheLinkWasLost) {
  EXPECT_EQ(played([]() -> Coro<> {
              Rebooted boards;
              co_await boards.write_and_reboot("half of a li", 100);
              say(co_await error_of(boards.initiator.writer.awrite("ne\n")));
            }),
            "OSError ok");
}

TEST(Asi2c, AWriterIsNotToldAgainOfALossThatAReaderHasTold) {
  EXPECT_EQ(played([]() -> Coro<> {
              Rebooted boards;
              co_await boards.write_and_reboot("lost\n", 0);
              say(co_await error_of(boards.initiator.reader.readline()));
              asyncio::BufferedWriter<64> writer(boards.initiator.link);
              co_await writer.awrite("again\n");
              co_await say_line(boards.responder->reader);
            }),
            "OSError again ok");
}

TEST(Asi2c, ARebootOfTheInitiatorIsToldToTheResponder) {
  EXPECT_EQ(played([]() -> Coro<> {
              Bus bus;
              ResponderBoard responder(bus.i2c, bus.ack, bus.syn, quick);
              auto initiator = initiator_on(bus);
              co_await responder.link.ready();
              co_await asyncio::sleep_ms(100);
              initiator.reset();
              initiator = initiator_on(bus);
              say(co_await error_of(responder.reader.readline()), responder.link.losses());
              co_await asyncio::sleep_ms(800);
              co_await initiator->writer.awrite("hello\n");
              co_await say_line(responder.reader);
            }),
            "OSError 1 hello ok");
}

TEST(Asi2c, TheResetPinResetsAPeerThatDoesNotAnswer) {
  EXPECT_EQ(played([]() -> Coro<> {
              Bus bus;
              StreamEnd<Initiator<16>> initiator(bus.target, bus.syn, bus.ack, &bus.reset, quick);
              co_await asyncio::sleep_ms(100);
              say(bus.reset.value());
              co_await asyncio::sleep_ms(150);
              say(bus.reset.value());
              bus.ack.value(true);  // it is there, and says nothing
              co_await asyncio::sleep_ms(300);
              bus.ack.value(false);
              co_await asyncio::sleep_ms(250);
              say(bus.reset.value(), initiator.link.error() == Error::os(ETIMEDOUT));
            }),
            "0 1 0 1 ok");
}

TEST(Asi2c, ATargetThatStretchesTheClockIsWaitedFor) {
  EXPECT_EQ(played([]() -> Coro<> {
              TwoBoards boards;
              boards.bus.target.stretch(2'000);
              co_await ready(boards);
              co_await boards.initiator.writer.awrite("slow\n");
              co_await say_line(boards.responder.reader);
              say(boards.responder.link.losses());
            }),
            "slow 0 ok");
}

TEST(Asi2c, ABusThatFailsIsToldAndTheLinkComesBack) {
  EXPECT_EQ(played([]() -> Coro<> {
              TwoBoards boards;
              co_await ready(boards);
              boards.bus.target.hold_scl(true);
              say(co_await code_of(boards.responder.reader.readline()));
              boards.bus.target.hold_scl(false);
              co_await asyncio::sleep_ms(1'500);
              say(boards.responder.link.running());
            }),
            "110 1 ok");
}

TEST(Asi2c, ADamagedBlockComesAgain) {
  EXPECT_EQ(played([]() -> Coro<> {
              TwoBoards boards;
              co_await ready(boards);
              co_await asyncio::sleep_ms(50);
              co_await boards.initiator.writer.awrite("again\n");
              boards.bus.target.flip(0x10, 7);
              co_await say_line(boards.responder.reader);
              say(boards.responder.link.damaged(), boards.responder.link.losses());
            }),
            "again 1 0 ok");
}

TEST(Asi2c, APinThatCannotInterruptEndsRun) {
  EXPECT_EQ(played([]() -> Coro<> {
              Bus bus;
              bus.ack.refuse(Error::os(EBUSY));
              bus.syn.refuse(Error::os(EBUSY));
              Initiator<16> initiator(bus.target, bus.syn, bus.ack);
              Responder<16> responder(bus.i2c, bus.ack, bus.syn);
              say(co_await code_of(initiator.run()));
              say(co_await code_of(responder.run()));
              bus.ack.refuse(Error::none);
              OwnedTask<> runner = asyncio::create_task(initiator.run());
              co_await asyncio::sleep_ms(1);
              say(co_await error_of(initiator.run()));
            }),
            "16 16 RuntimeError ok");
}

TEST(Asi2c, CancelledAtAnyMomentTheLineIsHighAndNothingIsTouchedAnyMore) {
  for (int step = 0; step != 120; ++step) {
    EXPECT_EQ(played([step]() -> Coro<> {
                TwoBoards boards;
                co_await ready(boards);
                (void)boards.initiator.writer.write("some words\n");
                (void)boards.responder.writer.write("some words\n");
                co_await asyncio::sleep_us(step * 331);
                boards.responder.runner.cancel();
                if (step % 2 == 0) boards.initiator.runner.cancel();
                co_await asyncio::sleep_ms(1);
                say(boards.bus.ack.value(), boards.bus.ack.has_handler());
                say(boards.responder.link.error() == Error::os(ECONNABORTED));
                co_await asyncio::sleep(1);
              }),
              step % 2 == 0 ? "1 0 1 ok" : "1 1 1 ok")
        << step;
  }
}

/// Numbers in lines, one way; a line may be missing only behind an error.
Coro<> write_numbers(asyncio::StreamWriter& writer, unsigned& sent) {
  for (;;) {
    const std::string line = std::to_string(sent) + '\n';
    co_await writer.awrite(line);
    ++sent;
  }
}
Coro<> read_numbers(asyncio::StreamReader& reader, unsigned& expected, unsigned& arrived,
                    const unsigned& may_be_lost) {
  for (;;) {
    const std::string_view line = co_await reader.readline();
    const auto number = static_cast<unsigned>(std::stoul(std::string(line)));
    EXPECT_TRUE(number == expected || (number > expected && number <= may_be_lost)) << number;
    expected = number + 1;
    ++arrived;
  }
}

/// Boards lose their power again and again, by seed, and bits are wrong.
Coro<> play_power_cycles(std::uint64_t seed, unsigned wanted) {
  Chance chance(seed);
  unsigned sent = 0;
  unsigned expected = 0;
  unsigned arrived = 0;
  while (arrived < wanted) {
    const unsigned may_be_lost = sent;
    TwoBoards boards;
    co_await ready(boards);
    OwnedTask<> writes = asyncio::create_task(write_numbers(boards.initiator.writer, sent));
    OwnedTask<> reads =
        asyncio::create_task(read_numbers(boards.responder.reader, expected, arrived, may_be_lost));
    for (std::int64_t n = chance.between(5, 200); n != 0 && arrived < wanted; --n) {
      boards.bus.target.flip(static_cast<std::uint8_t>(1u << chance.next() % 8),
                             static_cast<unsigned>(chance.between(10, 300)));
      co_await asyncio::sleep_ms(50);
    }
    sent += 100;  // what the writers had queued
  }
}

TEST(Asi2c, NothingIsLostDoubledOrChangedBetweenPowerCycles) {
  for (std::uint64_t seed = 1; seed <= 2; ++seed) {
    EXPECT_EQ(played([seed]() { return play_power_cycles(seed, 200); }), "ok") << seed;
  }
}

}  // namespace
