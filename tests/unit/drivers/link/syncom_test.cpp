// SPDX-License-Identifier: MIT
// SynCom on wires: both ends in one loop, in virtual time.
#include "tests/support/scenario.hpp"

#include <uasyncio/drivers/link/syncom.hpp>
#include <uasyncio/testing/wire.hpp>

#include <cerrno>
#include <memory>

using namespace scenario;
using asyncio::Coro;
using asyncio::Error;
using asyncio::OwnedTask;
using asyncio::SynCom;
using asyncio::SynComOptions;
using asyncio::SynComPins;
using asyncio::testing::Chance;
using asyncio::testing::Wire;

namespace {

/// The wires between two boards.
struct Cable {
  explicit Cable(std::uint32_t its_delay_us = 0) : delay_us(its_delay_us) {}
  std::uint32_t delay_us;
  Wire clock_to_right{false, delay_us}, data_to_right{false, delay_us};
  Wire clock_to_left{false, delay_us}, data_to_left{false, delay_us};
  Wire reset{true};
  SynComPins<Wire, Wire, Wire, Wire, Wire> left{clock_to_left, clock_to_right, data_to_left,
                                                data_to_right};
  SynComPins<Wire, Wire, Wire, Wire> right{clock_to_right, clock_to_left, data_to_right,
                                           data_to_left};
  Wire* all[4] = {&clock_to_right, &data_to_right, &clock_to_left, &data_to_left};

  std::uint32_t interrupts() const {
    return clock_to_left.interrupts() + clock_to_right.interrupts() + data_to_left.interrupts() +
           data_to_right.interrupts();
  }
};

using Link = SynCom<24, 2>;

/// A board with a link, that can be switched off.
template <class ALink = Link>
struct Board {
  template <class Pins>
  Board(bool passive, Pins& pins, SynComOptions options = {})
      : link(passive, pins, options), runner(asyncio::create_task(link.run())) {}
  ALink link;
  OwnedTask<> runner;
};

struct Boards {
  explicit Boards(SynComOptions options = {})
      : left(false, cable.left, options), right(true, cable.right, options) {}
  Cable cable;
  Board<> left;
  Board<> right;
};

Coro<> say_text(Link& link) {
  const auto text = co_await link.await_obj();
  say(text ? *text : "nothing");
}

Coro<> wait_for_link(Link& link) { co_await link.ready(); }

TEST(SynCom, ATextArrivesAndIsAcknowledged) {
  EXPECT_EQ(played([]() -> Coro<> {
              Boards boards;
              say(boards.left.link.send("Good morning"));
              co_await say_text(boards.right.link);
              co_await boards.left.link.drain();
              say(boards.left.link.queued(), boards.right.link.any());
            }),
            "1 Good morning 0 0 ok");
}

TEST(SynCom, TextsGoBothWaysInTheirOrder) {
  EXPECT_EQ(played([]() -> Coro<> {
              Boards boards;
              for (const char* text : {"1", "2", "3", "4"}) {
                if (boards.left.link.queued() == 2) {
                  co_await boards.left.link.drain();
                  co_await boards.right.link.drain();
                }
                say(boards.left.link.send(text), boards.right.link.send(text));
              }
              for (int n = 0; n != 2; ++n) co_await say_text(boards.left.link);
              for (int n = 0; n != 2; ++n) co_await say_text(boards.right.link);
            }),
            "1 1 1 1 1 1 1 1 1 2 1 2 ok");
}

TEST(OriginalDefectsOfSynCom, TheQueueIsBoundedAndSaysThatItIsFull) {
  EXPECT_EQ(played([]() -> Coro<> {
              Cable cable;
              Link link(false, cable.left);
              for (const char* text : {"1", "2", "3"}) say(link.send(text));
              say(link.queued());
              say(link.send("a text that is longer than the room for it"));
              co_return;
            }),
            "1 1 0 2 0 ok");
}

TEST(OriginalDefectsOfSynCom, ALinkWithoutNewsSleeps) {
  played([]() -> Coro<> {
    Boards boards({.timeout_ms = 0});
    co_await boards.left.link.ready();
    co_await asyncio::sleep(1);
    const auto interrupts = boards.cable.interrupts();
    const auto waits = sim()->waits();
    co_await asyncio::sleep(3'600);
    EXPECT_EQ(boards.cable.interrupts(), interrupts);
    EXPECT_EQ(sim()->waits(), waits + 1);
    for (Link* link : {&boards.left.link, &boards.right.link}) {
      Link& other = link == &boards.left.link ? boards.right.link : boards.left.link;
      const auto time = now_ms();
      EXPECT_TRUE(link->send("awake"));
      EXPECT_EQ(*co_await other.await_obj(), "awake");
      EXPECT_EQ(now_ms(), time) << "without waiting for anything";
      co_await asyncio::sleep(1);
    }
  });
}

TEST(SynCom, APeerThatIsSilentIsToldOnceAndTheLinkComesBack) {
  EXPECT_EQ(played([]() -> Coro<> {
              Cable cable;
              Board<> left(false, cable.left, {.timeout_ms = 200});
              Link& link = left.link;
              auto right = std::make_unique<Board<>>(true, cable.right);
              co_await link.ready();
              right.reset();
              const auto time = now_ms();
              co_await say_text(link);
              EXPECT_GE(now_ms() - time, 200u);
              EXPECT_LE(now_ms() - time, 300u);
              say(link.running(), link.error() == Error::os(ETIMEDOUT), link.losses());
              const bool is_told_again = (co_await link.await_obj(5'000)).has_value();
              say(is_told_again, now_ms() - time >= 5'200);
              right = std::make_unique<Board<>>(true, cable.right);
              co_await link.ready();
              say(right->link.send("here again"));
              co_await say_text(link);
            }),
            "nothing 0 1 1 0 1 1 here again ok");
}

TEST(SynCom, WhatCameBeforeALossIsGivenFirst) {
  EXPECT_EQ(played([]() -> Coro<> {
              Cable cable;
              Board<> left(false, cable.left, {.timeout_ms = 200});
              auto right = std::make_unique<Board<>>(true, cable.right);
              say(right->link.send("last words"));
              co_await right->link.drain();
              right.reset();
              co_await asyncio::sleep(1);
              co_await say_text(left.link);
              co_await say_text(left.link);
            }),
            "1 last words nothing ok");
}

TEST(SynCom, ALossIsToldBeforeWhatComesOfTheNextLink) {
  EXPECT_EQ(played([]() -> Coro<> {
              Cable cable(10);
              Board<> left(false, cable.left, {.timeout_ms = 200});
              auto right = std::make_unique<Board<>>(true, cable.right);
              say(right->link.send("old"));
              co_await right->link.drain();
              right = std::make_unique<Board<>>(true, cable.right);
              co_await right->link.ready();
              say(right->link.send("new"));
              co_await asyncio::sleep(2);  // in which nobody takes anything
              say(left.link.running(), left.link.any());
              for (int n = 0; n != 3; ++n) co_await say_text(left.link);
              say(left.link.any());
            }),
            "1 1 1 2 old nothing new 0 ok");
}

TEST(SynCom, APeerThatReturnsBeforeTheTimeoutIsTold) {
  EXPECT_EQ(played([]() -> Coro<> {
              Cable cable;
              Board<> left(false, cable.left);
              auto right = std::make_unique<Board<>>(true, cable.right);
              co_await left.link.ready();
              say(left.link.send("to whom?"));
              right.reset();
              right = std::make_unique<Board<>>(true, cable.right);
              co_await say_text(left.link);
              say(left.link.error() == Error::os(ECONNRESET), left.link.dropped());
              co_await left.link.drain();
            }),
            "1 nothing 1 1 ok");
}

TEST(OriginalDefectsOfSynCom, ResetIsActiveLowAndThePeerRunsAfterwards) {
  EXPECT_EQ(played([]() -> Coro<> {
              Cable cable;
              cable.left.reset = &cable.reset;
              Board<> left(false, cable.left, {.timeout_ms = 200});
              co_await asyncio::sleep_ms(50);
              say(cable.reset.value());
              co_await asyncio::sleep_ms(100);
              say(cable.reset.value());
              Board<> right(true, cable.right);
              co_await left.link.ready();
              say(now_ms());
            }),
            "0 1 1100 ok");
}

TEST(SynCom, APeerThatStaysSilentIsResetAgain) {
  EXPECT_EQ(played([]() -> Coro<> {
              Cable cable;
              cable.left.reset = &cable.reset;
              Board<> left(false, cable.left, {.timeout_ms = 200});
              int resets = 0;
              (void)cable.reset.irq(
                  asyncio::machine::Edge::falling, [](void* count) { ++*static_cast<int*>(count); },
                  &resets);
              co_await asyncio::sleep(10);
              say(resets);
            }),
            "8 ok");
}

TEST(SynCom, ANoticeOfAPinThatCannotInterruptEndsRun) {
  EXPECT_EQ(played([]() -> Coro<> {
              Cable cable;
              cable.clock_to_left.refuse(Error::os(EBUSY));
              Link link(false, cable.left);
              say(co_await code_of(link.run()));
              cable.clock_to_left.refuse(Error::none);
              Board<> board(false, cable.left);
              co_await asyncio::sleep_ms(1);
              say(co_await error_of(board.link.run()));
            }),
            "16 RuntimeError ok");
}

TEST(SynCom, DataThatCannotInterruptIsNoReasonToFail) {
  EXPECT_EQ(played([]() -> Coro<> {
              Cable cable(100);
              cable.data_to_left.refuse(Error::os(EBUSY));
              cable.data_to_right.refuse(Error::os(EBUSY));
              Board<> left(false, cable.left);
              Board<> right(true, cable.right);
              co_await asyncio::sleep(1);
              say(left.link.send("heard"));
              co_await say_text(right.link);
            }),
            "1 heard ok");
}

TEST(SynCom, CancelledItLetsThePinsGoAndSaysThatTheLinkIsLost) {
  EXPECT_EQ(played([]() -> Coro<> {
              Boards boards;
              co_await boards.left.link.ready();
              boards.left.runner.cancel();
              co_await say_text(boards.left.link);
              say(boards.left.link.error() == Error::os(ECONNABORTED));
              const Cable& cable = boards.cable;
              say(cable.clock_to_left.has_handler(), cable.data_to_left.has_handler());
              say(cable.clock_to_right.value(), cable.data_to_right.value());
            }),
            "nothing 1 0 0 0 0 ok");
}

// From the first look for the peer to the last acknowledgement, bit by bit.
TEST(SynCom, CancelledAtAnyBitItLetsThePinsGoAndRunsAnew) {
  for (int step = 0; step != 200; ++step) {
    EXPECT_EQ(played([step]() -> Coro<> {
                Boards boards;
                Link& link = boards.left.link;
                static_cast<void>(link.send("one"));
                for (int passes = 0; passes != step; ++passes) co_await asyncio::sleep_ms(0);
                boards.left.runner.cancel();
                co_await asyncio::sleep_ms(0);
                const Cable& cable = boards.cable;
                say(cable.clock_to_left.has_handler(), cable.data_to_left.has_handler());
                say(cable.clock_to_right.value(), cable.data_to_right.value(), link.running());
                co_await asyncio::sleep_ms(10);
                boards.left.runner = asyncio::create_task(link.run());
                co_await link.ready();
                say(link.send("two"));
                auto text = co_await boards.right.link.await_obj();
                while (!text || *text != "two") text = co_await boards.right.link.await_obj();
              }),
              "0 0 0 0 0 1 ok")
        << step;
  }
}

TEST(SynCom, CancelledWaitsTakeNothing) {
  EXPECT_EQ(played([]() -> Coro<> {
              Boards boards;
              for (int n = 0; n != 40; ++n) {
                auto getter = asyncio::create_task(say_text(boards.right.link));
                auto timed = asyncio::create_task(boards.right.link.await_obj(3));
                auto waiter = asyncio::create_task(wait_for_link(boards.left.link));
                for (int passes = 0; passes != n; ++passes) co_await asyncio::sleep_ms(0);
                co_await asyncio::cancel_and_wait(getter);
                co_await asyncio::cancel_and_wait(timed);
                co_await asyncio::cancel_and_wait(waiter);
              }
              for (const char* text : {"still there", "as is this"}) {
                say(boards.left.link.send(text));
              }
              auto getter = asyncio::create_task(say_text(boards.right.link));
              co_await asyncio::sleep_ms(1);
              getter.cancel();
              co_await say_text(boards.right.link);
            }),
            "1 1 still there as is this ok");
}

TEST(SynCom, EdgesThatAreLostDelayAndDoNotDamage) {
  EXPECT_EQ(played([]() -> Coro<> {
              Boards boards({.timeout_ms = 400});
              co_await boards.left.link.ready();
              for (int n = 0; n != 5; ++n) {
                boards.cable.clock_to_right.lose_edges(1);
                say(boards.left.link.send(std::to_string(n)));
                co_await say_text(boards.right.link);
              }
              say(boards.right.link.losses(), boards.right.link.damaged());
            }),
            "1 0 1 1 1 2 1 3 1 4 0 0 ok");
}

/// Sends numbers as fast as the queue takes them, from the next one on.
Coro<> send_numbers(Link& link, unsigned& next) {
  for (;;) {
    if (link.send("number " + std::to_string(next))) {
      ++next;
    } else {
      co_await link.drain();
    }
  }
}

/// Takes them; those that were sent before a loss may be missing, no others.
Coro<> take_numbers(Link& link, const unsigned& sent, unsigned& arrived, unsigned& may_be_lost) {
  for (unsigned expected = 0;;) {
    const auto text = co_await link.await_obj();
    if (!text) {
      may_be_lost = sent;
      continue;
    }
    const unsigned number = static_cast<unsigned>(std::stoul(std::string(text->substr(7))));
    EXPECT_TRUE(number == expected || (number > expected && number <= may_be_lost)) << number;
    expected = number + 1;
    ++arrived;
  }
}

/// Noise on all wires, clocks of different speed, and power cycles, by seed.
Coro<> play_noise(std::uint64_t seed, unsigned wanted) {
  Chance chance(seed);
  Cable cable(20);
  unsigned sent[2] = {};
  unsigned arrived[2] = {};
  unsigned may_be_lost[2] = {};
  while (arrived[0] < wanted || arrived[1] < wanted) {
    may_be_lost[0] = sent[1];
    may_be_lost[1] = sent[0];
    Board<> left(false, cable.left, {.timeout_ms = 100});
    auto right = std::make_unique<Board<>>(true, cable.right, SynComOptions{.timeout_ms = 110});
    OwnedTask<> first = asyncio::create_task(send_numbers(left.link, sent[0]));
    OwnedTask<> second = asyncio::create_task(send_numbers(right->link, sent[1]));
    OwnedTask<> third =
        asyncio::create_task(take_numbers(left.link, sent[1], arrived[0], may_be_lost[0]));
    OwnedTask<> fourth =
        asyncio::create_task(take_numbers(right->link, sent[0], arrived[1], may_be_lost[1]));
    for (Wire* wire : cable.all) wire->disturb(&chance, 2'000);
    co_await asyncio::sleep_ms(chance.between(50, 2'000));
    for (Wire* wire : cable.all) wire->disturb(nullptr);
  }
}

TEST(SynCom, NothingIsLostDoubledOrChangedByNoiseAndPowerCycles) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    EXPECT_EQ(played([seed]() { return play_noise(seed, 100); }), "ok") << seed;
  }
}

}  // namespace
