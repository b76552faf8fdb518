// SPDX-License-Identifier: MIT
// Keyboard on a matrix of keys.
#include "tests/support/bouncing_keys.hpp"
#include "tests/support/cancelled_reader.hpp"
#include "tests/support/scenario.hpp"

#include <set>
#include <uasyncio/drivers/keyboard.hpp>
#include <uasyncio/testing/matrix.hpp>
#include <uasyncio/testing/wave.hpp>

using namespace scenario;
using asyncio::Coro;
using asyncio::Keyboard;
using asyncio::testing::Chance;
using asyncio::testing::Matrix;

namespace {

Coro<> tell_codes(auto* keyboard) {
  while (const auto code = co_await keyboard->next()) say(*code, now_ms());
}

/// What a keyboard of 4 x 4 keys says to these deeds.
template <class Deeds>
std::string heard(Deeds deeds, bool has_diodes = true) {
  return played([&]() -> Coro<> {
    Matrix<4, 4> matrix(has_diodes);
    Keyboard keyboard(matrix.rows, matrix.columns);
    asyncio::OwnedTask<> reader(asyncio::create_task(tell_codes(&keyboard)));
    deeds(matrix);
    co_await asyncio::sleep(2);
    say("ghosts", keyboard.ghosts());
  });
}

// The original counts from the last row and column: its (0, 0) is 15.
TEST(OriginalDefectsOfKeyboard, TheFirstKeyIsCode0) {
  EXPECT_EQ(heard([](auto& matrix) {
              sim()->at(10'000, [&] { matrix.press(0, 0); });
              sim()->at(90'000, [&] { matrix.release(0, 0); });
              sim()->at(200'000, [&] { matrix.press(3, 3); });
              sim()->at(300'000, [&] { matrix.release(3, 3); });
              sim()->at(400'000, [&] { matrix.press(1, 2); });
            }),
            "0 14 15 204 6 404 ghosts 0 ok");
}

TEST(OriginalDefectsOfKeyboard, AnyNumberOfKeysMayBeDown) {
  EXPECT_EQ(heard([](auto& matrix) {
              sim()->at(0, [&] { matrix.press(0, 0); });
              sim()->at(100'000, [&] { matrix.press(2, 1); });
              sim()->at(200'000, [&] { matrix.press(2, 3); });
              sim()->at(300'000, [&] { matrix.release(0, 0); });
              sim()->at(400'000, [&] { matrix.press(0, 0); });
            }),
            "0 4 9 114 11 210 0 416 ghosts 0 ok");
}

// The original scans with zero delay for ever.
TEST(OriginalDefectsOfKeyboard, SleepsWhileNoKeyIsDown) {
  played([]() -> Coro<> {
    Matrix<4, 4> matrix;
    Keyboard keyboard(matrix.rows, matrix.columns);
    matrix.press(1, 1);
    co_await asyncio::sleep_ms(100);
    matrix.release(1, 1);
    co_await asyncio::sleep_ms(200);
    const auto waits = sim()->waits();
    co_await asyncio::sleep(3'600);
    EXPECT_EQ(sim()->waits(), waits + 1);
  });
}

TEST(Keyboard, ThreeKeysOfARectangleWithoutDiodesTellNoGhost) {
  EXPECT_EQ(heard(
                [](auto& matrix) {
                  sim()->at(0, [&] { matrix.press(0, 0); });
                  sim()->at(200'000, [&] { matrix.press(0, 1); });
                  sim()->at(400'000, [&] { matrix.press(1, 0); });    // and (1, 1) seems to be down
                  sim()->at(600'000, [&] { matrix.release(0, 1); });  // then (1, 0) is sure
                },
                false),
            "0 4 1 212 4 602 ghosts 1 ok");
}

TEST(Keyboard, ThatHasDiodesTellsEveryKey) {
  for (const bool has_diodes : {true, false}) {
    EXPECT_EQ(played([has_diodes]() -> Coro<> {
                Matrix<4, 4> matrix(true);
                Keyboard keyboard(matrix.rows, matrix.columns, {.has_diodes = has_diodes});
                for (const std::size_t key : {0, 1, 4, 5}) matrix.press(key / 4, key % 4);
                co_await asyncio::sleep(1);
                say(keyboard[0], keyboard[1], keyboard[4], keyboard[5], keyboard.ghosts());
              }),
              has_diodes ? "1 1 1 1 0 ok" : "0 0 0 0 1 ok");
  }
}

TEST(Keyboard, KnowsWhichKeysAreDown) {
  EXPECT_EQ(played([]() -> Coro<> {
              Matrix<4, 4> matrix;
              Keyboard keyboard(matrix.rows, matrix.columns);
              matrix.press(2, 3);
              co_await asyncio::sleep_ms(100);
              say(keyboard[11], keyboard[10], keyboard[99]);
              matrix.release(2, 3);
              co_await asyncio::sleep_ms(200);
              say(keyboard[11]);
            }),
            "1 0 0 0 ok");
}

TEST(Keyboard, AKeyThatIsDownAtTheStartIsTold) {
  EXPECT_EQ(played([]() -> Coro<> {
              Matrix<2, 2> matrix;
              matrix.press(1, 0);
              Keyboard keyboard(matrix.rows, matrix.columns);
              const auto code = co_await keyboard.next();
              say(*code);
            }),
            "2 ok");
}

TEST(Keyboard, KeepsTheNewestCodesAndCountsTheOthers) {
  EXPECT_EQ(played([]() -> Coro<> {
              Matrix<4, 4> matrix;
              Keyboard keyboard(matrix.rows, matrix.columns);
              for (std::size_t n = 0; n != 12; ++n) {
                matrix.press(n / 4, n % 4);
                co_await asyncio::sleep_ms(100);
                matrix.release(n / 4, n % 4);
                co_await asyncio::sleep_ms(100);
              }
              say(keyboard.overflows(), *co_await keyboard.next());
            }),
            "2 2 ok");
}

Coro<> take_codes(auto* keyboard) {
  while (const auto code = co_await keyboard->next()) cancelled_reader::tell(*code);
}

// Also in the turn in which a code is already in the hand of the task that is cancelled.
TEST(Keyboard, AReaderIsCancelledAtAnyMomentAndNoKeyIsLostOrDoubled) {
  constexpr asyncio::Time end_us = 700'000;
  cancelled_reader::cancel_at_any_moment(
      [](cancelled_reader::Moment moment) {
        return played([=]() -> Coro<> {
          Matrix<4, 4> matrix(true);
          Keyboard keyboard(matrix.rows, matrix.columns);
          sim()->at(0, [&] { matrix.press(0, 0); });
          sim()->at(100'000, [&] { matrix.press(2, 1); });
          sim()->at(100'500, [&] { matrix.press(2, 3); });
          sim()->at(300'000, [&] { matrix.release(0, 0); });
          sim()->at(400'000, [&] { matrix.press(0, 0); });
          co_await cancelled_reader::two_readers([&] { return take_codes(&keyboard); }, moment,
                                                 end_us);
        });
      },
      end_us);
}

TEST(Keyboard, DeinitLetsThePinsGo) {
  EXPECT_EQ(played([]() -> Coro<> {
              Matrix<2, 2> matrix;
              Keyboard keyboard(matrix.rows, matrix.columns);
              matrix.press(0, 0);
              keyboard.deinit();
              co_await asyncio::sleep(1);
              say(keyboard[0], matrix.columns[0].has_handler(), matrix.rows[0].value());
            }),
            "0 0 1 ok");
}

// Bouncing keys, pressed in any order, several at a time, and a loop that blocks: each press that
// lasts is told exactly once.
TEST(Keyboard, ADayOfTypingByChance) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    played([seed]() -> Coro<> {
      Chance chance(seed);
      Matrix<4, 4> matrix;
      Keyboard keyboard(matrix.rows, matrix.columns);
      int told = 0;
      asyncio::OwnedTask<> reader(asyncio::create_task([&keyboard, &told]() -> Coro<> {
        while (auto key = co_await keyboard.next()) ++told;
      }));
      int pressed = 0;
      for (int n = 0; n != 200; ++n) {
        const std::size_t key = chance.next() % 16;
        for (const bool is_down : {true, false}) {
          co_await bounce(matrix, key, is_down, chance);
          pressed += is_down;
          if (chance.one_in(5)) sim()->work_ms(40);
          co_await asyncio::sleep_ms(150 + chance.next() % 300);
        }
      }
      EXPECT_EQ(told, pressed) << seed;
      EXPECT_EQ(keyboard.ghosts(), 0) << seed;
    });
  }
}

}  // namespace
