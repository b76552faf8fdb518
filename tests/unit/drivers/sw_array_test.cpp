// SPDX-License-Identifier: MIT
// SwArray on a matrix of switches.
#include "tests/support/bouncing_keys.hpp"
#include "tests/support/cancelled_reader.hpp"
#include "tests/support/scenario.hpp"

#include <uasyncio/drivers/sw_array.hpp>
#include <uasyncio/testing/chance.hpp>
#include <uasyncio/testing/matrix.hpp>

using namespace scenario;
using asyncio::Coro;
using asyncio::SwArray;
using asyncio::SwArrayOptions;
using asyncio::SwitchEvent;
using asyncio::testing::Chance;
using asyncio::testing::Matrix;

namespace {

constexpr asyncio::SwitchEvents all_events =
    SwitchEvent::close | SwitchEvent::open | SwitchEvent::long_press | SwitchEvent::double_press;

const char* name(SwitchEvent event) {
  switch (event) {
    case SwitchEvent::close: return "close";
    case SwitchEvent::open: return "open";
    case SwitchEvent::long_press: return "long";
    case SwitchEvent::double_press: return "double";
  }
  return "?";
}

Coro<> tell_news(auto* switches) {
  while (const auto news = co_await switches->next()) {
    say(std::to_string(news->scan_code) + name(news->event), now_ms() / 20 * 20);
  }
}

/// What switches say to these deeds; times in steps of 20 ms.
template <class Deeds>
std::string heard(SwArrayOptions options, Deeds deeds, bool has_diodes = true) {
  return played([&]() -> Coro<> {
    Matrix<4, 4> matrix(has_diodes);
    SwArray switches(matrix.rows, matrix.columns, options);
    asyncio::OwnedTask<> reader(asyncio::create_task(tell_news(&switches)));
    deeds(matrix);
    co_await asyncio::sleep(3);
    EXPECT_EQ(switches.keymap(), 0u);
    EXPECT_EQ(switches.overflows(), 0);
  });
}

auto presses(std::size_t key, std::initializer_list<int> changes_ms) {
  return [key, changes = std::vector<int>(changes_ms)](auto& matrix) {
    bool is_down = true;
    for (const int when : changes) {
      sim()->at(static_cast<asyncio::Time>(when) * 1000, [&matrix, key, is_down] {
        is_down ? matrix.press(key / 4, key % 4) : matrix.release(key / 4, key % 4);
      });
      is_down = !is_down;
    }
  };
}

TEST(SwArray, TellsShortLongAndDoublePresses) {
  const SwArrayOptions options{.events = all_events};
  EXPECT_EQ(heard(options, presses(0, {0, 100})), "0close 0 0open 100 ok");
  EXPECT_EQ(heard(options, presses(5, {0, 1'500})), "5close 0 5long 1000 5open 1500 ok");
  EXPECT_EQ(heard(options, presses(15, {0, 100, 200, 300})),
            "15close 0 15open 100 15close 200 15double 200 15open 300 ok");
}

TEST(SwArray, SuppressesThePressOfALongOrADoubleOne) {
  const SwArrayOptions options{.events = all_events, .suppress = true};
  EXPECT_EQ(heard(options, presses(0, {0, 100})), "0close 400 0open 400 ok");
  EXPECT_EQ(heard(options, presses(0, {0, 600})), "0close 600 0open 600 ok");
  EXPECT_EQ(heard(options, presses(0, {0, 1'500})), "0long 1000 0open 1500 ok");
  EXPECT_EQ(heard(options, presses(0, {0, 100, 200, 300})), "0double 200 0open 300 ok");
}

// The original tells the pair of a short press twice if it is told everything.
TEST(OriginalDefectsOfSwArray, AShortPressIsToldOnce) {
  EXPECT_EQ(heard({.events = all_events}, presses(3, {0, 100})), "3close 0 3open 100 ok");
}

TEST(SwArray, APressIsAsLongAsItWasSeenHoweverBusyTheLoopIs) {
  const auto busily = [](int length_ms) {
    return heard({.events = all_events}, [length_ms](auto& matrix) {
      presses(6, {0, length_ms})(matrix);
      asyncio::create_task([]() -> Coro<> {
        co_await asyncio::sleep_ms(50);
        sim()->work_ms(1'450);
      });
    });
  };
  EXPECT_EQ(busily(100), "6close 0 6open 1500 ok");
  EXPECT_EQ(busily(2'000), "6close 0 6long 1500 6open 2000 ok");
}

TEST(SwArray, TellsOnlyWhatIsAskedFor) {
  EXPECT_EQ(heard({.events = SwitchEvent::open | SwitchEvent::long_press},
                  presses(3, {0, 100, 500, 2'000})),
            "3open 100 3long 1500 3open 2000 ok");
}

TEST(SwArray, SwitchesDoNotDisturbEachOther) {
  EXPECT_EQ(heard({.events = all_events},
                  [](auto& matrix) {
                    presses(0, {0, 1'400})(matrix);
                    presses(5, {200, 300, 400, 500})(matrix);
                    presses(10, {700, 800})(matrix);
                  }),
            "0close 0 5close 200 5open 300 5close 400 5double 400 5open 500 10close 700 "
            "10open 800 0long 1000 0open 1400 ok");
}

TEST(SwArray, ThreeOfARectangleWithoutDiodesTellNoGhost) {
  EXPECT_EQ(heard(
                {.events = SwitchEvent::close | SwitchEvent::close},
                [](auto& matrix) {
                  presses(0, {0, 1'000})(matrix);
                  presses(1, {200, 600})(matrix);
                  presses(4, {400, 900})(matrix);  // and 5 seems to be closed
                },
                false),
            "0close 0 1close 200 4close 600 ok");
}

TEST(SwArray, KeepsTheNewestEventsAndCountsTheOthers) {
  EXPECT_EQ(played([]() -> Coro<> {
              Matrix<4, 4> matrix;
              SwArray switches(matrix.rows, matrix.columns);
              for (std::size_t n = 0; n != 6; ++n) {
                matrix.press(0, n % 4);
                co_await asyncio::sleep_ms(100);
                say(switches.keymap());
                matrix.release(0, n % 4);
                co_await asyncio::sleep_ms(100);
              }
              const auto news = co_await switches.next();
              say(switches.overflows(), news->scan_code, name(news->event));
            }),
            "1 2 4 8 1 2 2 1 close ok");
}

Coro<> take_news(auto* switches) {
  while (const auto news = co_await switches->next()) {
    cancelled_reader::tell(std::to_string(news->scan_code) + name(news->event));
  }
}

TEST(SwArray, AReaderIsCancelledAtAnyMomentAndNoEventIsLostOrDoubled) {
  constexpr asyncio::Time end_us = 2'500'000;
  cancelled_reader::cancel_at_any_moment(
      [](cancelled_reader::Moment moment) {
        return played([=]() -> Coro<> {
          Matrix<4, 4> matrix(true);
          SwArray switches(matrix.rows, matrix.columns, {.events = all_events});
          presses(5, {0, 100, 200, 300, 900, 2'200})(matrix);
          presses(6, {250, 350})(matrix);
          co_await cancelled_reader::two_readers([&] { return take_news(&switches); }, moment,
                                                 end_us);
        });
      },
      end_us);
}

TEST(SwArray, SleepsWhileNoSwitchIsClosed) {
  played([]() -> Coro<> {
    Matrix<4, 4> matrix;
    SwArray switches(matrix.rows, matrix.columns, {.events = all_events, .suppress = true});
    matrix.press(1, 1);
    co_await asyncio::sleep_ms(100);
    matrix.release(1, 1);
    co_await asyncio::sleep_ms(600);
    const auto waits = sim()->waits();
    co_await asyncio::sleep(3'600);
    EXPECT_EQ(sim()->waits(), waits + 1);
  });
}

// A press meets the wait for a second one of another switch, at each millisecond.
TEST(SwArray, APressIsSeenWhateverElseIsWaitedFor) {
  for (int later = 100; later < 450; later += 7) {
    SCOPED_TRACE(later);
    const std::string text = heard({.events = all_events, .suppress = true}, [later](auto& matrix) {
      presses(0, {0, 60})(matrix);
      presses(9, {later, later + 70})(matrix);
    });
    EXPECT_NE(text.find("0close"), std::string::npos);
    EXPECT_NE(text.find("9close"), std::string::npos);
  }
}

// Bouncing switches and a loop that blocks: each press is told exactly once, and its end.
TEST(SwArray, ADayOfTypingByChance) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    SCOPED_TRACE(seed);
    played([seed]() -> Coro<> {
      Chance chance(seed);
      Matrix<4, 4> matrix;
      SwArray switches(matrix.rows, matrix.columns,
                       {.events = all_events, .suppress = chance.one_in(2)});
      int counts[9] = {};
      asyncio::OwnedTask<> reader(asyncio::create_task([&]() -> Coro<> {
        while (const auto news = co_await switches.next()) ++counts[static_cast<int>(news->event)];
      }));
      int pressed = 0;
      for (int n = 0; n != 200; ++n) {
        const std::size_t key = chance.next() % 16;
        for (const bool is_down : {true, false}) {
          co_await bounce(matrix, key, is_down, chance);
          pressed += is_down;
          if (chance.one_in(5)) sim()->work_ms(40);
          co_await asyncio::sleep_ms(is_down ? 150 + chance.next() % 200 : 500);
        }
      }
      EXPECT_EQ(counts[1], pressed);
      EXPECT_EQ(counts[2], pressed);
      EXPECT_EQ(counts[4] + counts[8], 0);
      EXPECT_EQ(switches.keymap(), 0u);
    });
  }
}

}  // namespace
