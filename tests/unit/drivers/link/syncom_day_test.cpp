// SPDX-License-Identifier: MIT
// Two boards on four wires for a day: each loses its power at any bit, wires are noisy, loose and
// stuck, clocks differ by a tenth, tasks are cancelled anywhere. A text arrives once, in order and
// as it was, or somebody is told that it may not have.
#include "tests/support/one_way.hpp"

#include <uasyncio/drivers/link/syncom.hpp>
#include <uasyncio/testing/wire.hpp>

#include <memory>
#include <vector>

using namespace scenario;
using asyncio::Coro;
using asyncio::OwnedTask;
using asyncio::SynCom;
using asyncio::SynComPins;
using asyncio::testing::Chance;
using asyncio::testing::Wire;

namespace syncom_day {
namespace {

constexpr std::uint32_t delay_us = 200;
constexpr int timeout_ms = 20'000;

struct Cable {
  Wire clock_to_right{false, delay_us}, data_to_right{false, delay_us};
  Wire clock_to_left{false, delay_us}, data_to_left{false, delay_us};
  SynComPins<Wire, Wire, Wire, Wire> left{clock_to_left, clock_to_right, data_to_left,
                                          data_to_right};
  SynComPins<Wire, Wire, Wire, Wire> right{clock_to_right, clock_to_left, data_to_right,
                                           data_to_left};
  Wire* all[4] = {&clock_to_right, &data_to_right, &clock_to_left, &data_to_left};
};

using Link = SynCom<20, 3>;

struct Direction : one_way::Direction {
  std::vector<std::uint16_t> losses;  // of the sender's link, when each was sent
  const Link* sender = nullptr;

  /// The sender's own link may have noticed it, and its program has not asked yet.
  bool is_explained(std::uint64_t number) const {
    return number < may_be_lost || (sender != nullptr && sender->losses() != losses[number]);
  }
};

std::string text_of(std::uint64_t number) {
  return std::to_string(number) + ":" + std::string(number % 12, static_cast<char>(number % 256));
}

/// A program on one of the boards: sends numbered texts, and takes those of the other one.
class Board {
 public:
  template <class Pins>
  Board(bool passive, Pins& pins, int drift, Direction& out, Direction& in, std::uint64_t seed)
      : out_(out),
        in_(in),
        chance_(seed),
        link_(passive, pins,
              {.timeout_ms = static_cast<std::uint32_t>(timeout_ms * (100 + drift) / 100)}),
        runs_(asyncio::create_task(link_.run())),
        sends_(asyncio::create_task(send())),
        takes_(asyncio::create_task(take())) {
    out_.sender = &link_;
  }
  /// Without power what it has sent, and what it has not taken, is gone.
  ~Board() {
    out_.told();
    in_.told();
    out_.sender = nullptr;
  }

  bool running() const { return link_.running(); }
  /// Anywhere: it goes on where it was.
  void cancel_taking() { takes_ = asyncio::create_task(take()); }

 private:
  Coro<> send() {
    while (true) {
      co_await asyncio::sleep_ms(static_cast<int>(chance_.between(0, out_.pause_ms)));
      if (link_.send(text_of(out_.next))) {
        ++out_.next;
        out_.losses.push_back(link_.losses());
      } else {
        co_await link_.drain();
      }
    }
  }
  Coro<> take() {
    while (true) {
      if (chance_.one_in(8)) {
        co_await asyncio::sleep_ms(static_cast<int>(chance_.between(0, 8'000)));
      }
      const auto text = co_await link_.await_obj();
      if (text) {
        expect_next(std::string(*text));
      } else {
        out_.told();
        in_.told();
      }
    }
  }
  void expect_next(const std::string& text) {
    const std::uint64_t number = std::stoull(text);
    EXPECT_EQ(text, text_of(number));
    EXPECT_GE(number, in_.expected);
    for (std::uint64_t n = in_.expected; n < number; ++n) {
      EXPECT_TRUE(in_.is_explained(n)) << n << " is missing";
    }
    in_.take(number);
  }

  Direction& out_;
  Direction& in_;
  Chance chance_;
  Link link_;
  OwnedTask<> runs_;
  OwnedTask<> sends_;
  OwnedTask<> takes_;
};

struct TwoBoards {
  TwoBoards(std::uint64_t its_seed, int its_drift, int pause_ms = 60'000)
      : seed(its_seed), drift(its_drift) {
    there.pause_ms = back.pause_ms = pause_ms;
    switch_on(true);
    switch_on(false);
  }
  void switch_off(bool is_left) { (is_left ? left : right).reset(); }
  void switch_on(bool is_left) {
    if (is_left) {
      left = std::make_unique<Board>(false, cable.left, drift, there, back, ++seed);
    } else {
      right = std::make_unique<Board>(true, cable.right, -drift, back, there, ++seed);
    }
  }

  std::uint64_t seed;
  int drift;
  Cable cable;
  Direction there, back;
  std::unique_ptr<Board> left, right;
};

/// Whatever happens, at any microsecond.
Coro<> mishap(TwoBoards& boards, Chance& chance) {
  co_await asyncio::sleep_us(static_cast<std::uint64_t>(chance.between(0, 1'000'000)));
  Wire& wire = *boards.cable.all[chance.next() % 4];
  const auto length_us = static_cast<std::uint64_t>(chance.between(1, 60'000'000));
  const bool is_left = chance.one_in(2);
  switch (chance.next() % 7) {
    case 0:
    case 1:
      boards.switch_off(is_left);
      co_await asyncio::sleep_us(chance.one_in(2) ? length_us : length_us / 1'000);
      boards.switch_on(is_left);
      break;
    case 2:
      wire.disturb(&chance, static_cast<std::uint32_t>(chance.between(2, 500)));
      co_await asyncio::sleep_us(length_us / 10);
      wire.disturb(nullptr);
      break;
    case 3: wire.lose_edges(static_cast<std::uint32_t>(chance.between(1, 3))); break;
    case 4:
      wire.double_edges(true);
      co_await asyncio::sleep_us(length_us / 10);
      wire.double_edges(false);
      break;
    case 5:
      for (std::int64_t n = chance.between(1, 20); n != 0; --n) {
        wire.glitch();
        co_await asyncio::sleep_us(static_cast<std::uint64_t>(chance.between(1, 5'000)));
      }
      break;
    default:
      for (std::int64_t n = chance.between(1, 20); n != 0; --n) {
        boards.left->cancel_taking();
        boards.right->cancel_taking();
        co_await asyncio::sleep_us(static_cast<std::uint64_t>(chance.between(0, 100'000)));
      }
      break;
  }
}

constexpr int longest_pause_ms = 400'000;  // between mishaps

Coro<> live(std::uint64_t seed, int seconds, int drift) {
  Chance chance(seed);
  TwoBoards boards(seed * 1'000, drift);
  const auto is_over = [seconds] {
    return now_ms() >= static_cast<std::uint64_t>(seconds) * 1'000;
  };
  co_await one_way::live_until(boards, chance, longest_pause_ms, is_over);
  co_await asyncio::sleep(200);
  co_await one_way::expect_a_life(boards.there, boards.back, seconds, 600, 90);
  EXPECT_TRUE(boards.left->running() && boards.right->running());
}

TEST(SynComDay, OfAnyMishapNothingIsLostDoubledOrChangedUntold) {
  EXPECT_EQ(played([]() { return live(1, 86'400, 10); }), "ok");
}

/// Without pauses.
Coro<> live_until(std::uint64_t seed, std::uint64_t wanted, int drift) {
  Chance chance(seed);
  TwoBoards boards(seed * 1'000, drift, 0);
  co_await one_way::live_until(boards, chance, longest_pause_ms, [&] {
    return boards.there.arrived >= wanted && boards.back.arrived >= wanted;
  });
}

// In one build, the one that optimises: in others a quarter of a minute and more.
#if defined(__clang__) && defined(__OPTIMIZE__)
TEST(SynComDay, TenThousandTextsGoEachWay) {
  EXPECT_EQ(played([]() { return live_until(7, 10'000, -5); }), "ok");
}
#else
TEST(SynComDay, AThousandTextsGoEachWay) {
  EXPECT_EQ(played([]() { return live_until(7, 1'000, -5); }), "ok");
}
#endif

TEST(SynComDay, HoursOfOtherClocksToo) {
  static constexpr int drifts[] = {-10, 0, 5};
  for (unsigned n = 0; n != 3; ++n) {
    EXPECT_EQ(played([n]() { return live(n + 2, 4 * 3'600, drifts[n]); }), "ok") << n;
  }
}

}  // namespace
}  // namespace syncom_day
