// SPDX-License-Identifier: MIT
// Two boards on an I2C bus for a day: each loses its power at any byte, bits flip, lines are held,
// a clock is stretched, clocks differ by a tenth, tasks are cancelled anywhere. What is written
// arrives once, in order and as it was, or somebody is told that it may not have.
#include "tests/support/asi2c_bus.hpp"
#include "tests/support/one_way.hpp"

#include <memory>
#include <optional>

using namespace scenario;
using asi2c_bus::Bus;
using asyncio::Asi2cChannel;
using asyncio::Asi2cOptions;
using asyncio::Coro;
using asyncio::Initiator;
using asyncio::OwnedTask;
using asyncio::Responder;
using asyncio::testing::Chance;
using asyncio::testing::I2CTargetPort;
using one_way::Direction;

namespace asi2c_day {
namespace {

/// What is behind the number in a line.
std::string rest_of(std::uint64_t number) {
  return ":" + std::string(number * 7 % 30, static_cast<char>('a' + number % 26)) + '\n';
}

/// A program on one of the boards: writes numbered lines, and reads those of the other one.
template <class End>
class Board {
 public:
  template <class... Arguments>
  Board(Direction& out, Direction& in, std::uint64_t seed, Arguments&&... arguments)
      : out_(out),
        in_(in),
        chance_(seed),
        link_(std::forward<Arguments>(arguments)...),
        runs_(asyncio::create_task(link_.run())) {
    writes_ = asyncio::create_task(write());
    reads_ = asyncio::create_task(read());
  }
  /// Without power what it has written, and what it has not read, is gone.
  ~Board() { tell(); }

  Asi2cChannel& link() { return link_; }
  /// Anywhere; it goes on where it was.
  void cancel_reading() { reads_ = asyncio::create_task(read()); }

 private:
  Coro<> write() {
    while (true) {
      co_await link_.ready();
      (void)co_await asyncio::as_result(write_lines());
      tell();
    }
  }
  Coro<> write_lines() {
    asyncio::BufferedWriter<40> writer(link_);
    while (true) {
      co_await asyncio::sleep_ms(static_cast<int>(chance_.between(0, out_.pause_ms)));
      const std::uint64_t number = out_.next++;
      const std::string line = std::to_string(number) + rest_of(number);
      co_await writer.awrite(line);
    }
  }
  Coro<> read() {
    while (true) {
      (void)co_await asyncio::as_result(read_lines());
      tell();
      reader_.emplace(link_);  // of the old one half a line may be left
    }
  }
  /// The link was lost.
  void tell() {
    out_.told();
    in_.told();
  }
  Coro<> read_lines() {
    while (true) {
      const auto limit = static_cast<int>(chance_.between(1, 30'000));
      auto line = co_await asyncio::as_result(asyncio::wait_for_ms(reader_->readline(), limit));
      if (line) {
        take(std::string(*line));
      } else if (line.error() != asyncio::Error::timeout) {
        co_await asyncio::fail(line.error());
      } else {  // with half a line, perhaps
        co_await asyncio::sleep_ms(static_cast<int>(chance_.between(0, 20'000)));
      }
    }
  }
  void take(const std::string& line) {
    std::size_t end = 0;
    if (line.empty() || line[0] < '0' || line[0] > '9') {
      ADD_FAILURE() << "a line has no beginning: " << line;
      return;
    }
    const std::uint64_t number = std::stoull(line, &end);
    EXPECT_EQ(line.substr(end), rest_of(number));
    EXPECT_TRUE(number == in_.expected || (number > in_.expected && number <= in_.may_be_lost))
        << number << " where " << in_.expected << " was expected, " << in_.may_be_lost
        << " may be lost";
    in_.take(number);
  }

  Direction& out_;
  Direction& in_;
  Chance chance_;
  End link_;
  std::optional<asyncio::BufferedReader<64>> reader_{std::in_place, link_};
  OwnedTask<> runs_;
  OwnedTask<> writes_;
  OwnedTask<> reads_;
};

using InitiatorBoard = Board<Initiator<16>>;
using ResponderBoard = Board<Responder<16>>;

constexpr std::uint32_t poll_ms = 1'000;
constexpr std::uint32_t timeout_ms = 1'500;

/// By a clock that is off by so many per cent.
Asi2cOptions options(int drift) {
  const auto scaled = [drift](std::uint32_t ms) {
    return static_cast<std::uint32_t>(static_cast<int>(ms) * (100 + drift) / 100);
  };
  return {.t_poll_ms = scaled(poll_ms), .timeout_ms = scaled(timeout_ms)};
}

struct TwoBoards {
  TwoBoards(std::uint64_t its_seed, int its_drift, int pause_ms = 20'000)
      : seed(its_seed), drift(its_drift) {
    there.pause_ms = back.pause_ms = pause_ms;
    switch_initiator_on();
    switch_responder_on();
  }
  void switch_initiator_on() {
    initiator = std::make_unique<InitiatorBoard>(there, back, ++seed, bus.target, bus.syn, bus.ack,
                                                 options(drift));
  }
  void switch_responder_on() {
    responder = std::make_unique<ResponderBoard>(back, there, ++seed, bus.i2c, bus.ack, bus.syn,
                                                 options(-drift));
  }

  std::uint64_t seed;
  int drift;
  Bus bus;
  Direction there, back;
  std::unique_ptr<InitiatorBoard> initiator;
  std::unique_ptr<ResponderBoard> responder;
};

/// Whatever happens, at any microsecond.
Coro<> mishap(TwoBoards& boards, Chance& chance) {
  co_await asyncio::sleep_us(static_cast<std::uint64_t>(chance.between(0, 1'000'000)));
  I2CTargetPort& target = boards.bus.target;
  const auto length_us = static_cast<std::uint64_t>(chance.between(1, 6'000'000));
  switch (chance.next() % 8) {
    case 0:
      boards.initiator.reset();
      co_await asyncio::sleep_us(length_us);
      boards.switch_initiator_on();
      break;
    case 1:
      boards.responder.reset();
      co_await asyncio::sleep_us(length_us);
      boards.switch_responder_on();
      break;
    case 2:
      target.flip(static_cast<std::uint8_t>(1u << length_us % 8),
                  static_cast<unsigned>(chance.between(0, 60)));
      break;
    case 3:
      target.hold_scl(true);
      co_await asyncio::sleep_us(length_us);
      target.hold_scl(false);
      break;
    case 4: target.hold_sda(static_cast<unsigned>(chance.between(1, 30))); break;
    case 5: target.stretch(static_cast<std::uint64_t>(chance.between(0, 2'000))); break;
    case 6:
      target.unplug_in(static_cast<unsigned>(chance.between(1, 200)));
      co_await asyncio::sleep_us(length_us);
      target.plug();
      break;
    default:
      if (chance.one_in(2)) {
        for (std::int64_t n = chance.between(1, 20); n != 0; --n) {
          boards.initiator->cancel_reading();
          boards.responder->cancel_reading();
          co_await asyncio::sleep_us(static_cast<std::uint64_t>(chance.between(0, 100'000)));
        }
      } else {
        boards.bus.controller.lose(static_cast<unsigned>(chance.between(1, 3)));
      }
      break;
  }
}

constexpr int longest_pause_ms = 240'000;  // between mishaps

Coro<> live(std::uint64_t seed, int seconds, int drift) {
  Chance chance(seed);
  TwoBoards boards(seed * 1'000, drift);
  const auto is_over = [seconds] {
    return now_ms() >= static_cast<std::uint64_t>(seconds) * 1'000;
  };
  co_await one_way::live_until(boards, chance, longest_pause_ms, is_over);
  boards.bus.target.stretch(0);
  co_await one_way::expect_a_life(boards.there, boards.back, seconds, 300, 30);
  EXPECT_TRUE(boards.initiator->link().running() && boards.responder->link().running());
}

TEST(Asi2cDay, OfAnyMishapNothingIsLostDoubledOrChangedUntold) {
  EXPECT_EQ(played([]() { return live(1, 86'400, 10); }), "ok");
}

TEST(Asi2cDay, HoursOfOtherClocksToo) {
  static constexpr int drifts[] = {-10, 0, 5};
  for (unsigned n = 0; n != 3; ++n) {
    EXPECT_EQ(played([n]() { return live(n + 2, 3 * 3'600, drifts[n]); }), "ok") << n;
  }
}

/// Without pauses.
Coro<> live_until(std::uint64_t seed, std::uint64_t wanted, int drift) {
  Chance chance(seed);
  TwoBoards boards(seed * 1'000, drift, 0);
  co_await one_way::live_until(boards, chance, longest_pause_ms, [&] {
    return boards.there.arrived >= wanted && boards.back.arrived >= wanted;
  });
}

TEST(Asi2cDay, TenThousandMessagesGoEachWay) {
  EXPECT_EQ(played([]() { return live_until(7, 10'000, -5); }), "ok");
}

/// A busy exchange in both directions takes some milliseconds, a byte 90 us: one end is switched
/// off at each byte of it, and on again at once or after a while.
TEST(Asi2cDay, PowerIsLostAtEachByteOfAnExchange) {
  for (int step = 0; step != 120; ++step) {
    SCOPED_TRACE(step);
    EXPECT_EQ(played([step]() -> Coro<> {
                TwoBoards boards(static_cast<std::uint64_t>(step), 0);
                while (boards.there.arrived < 2 || boards.back.arrived < 2) {
                  co_await asyncio::sleep_ms(10);
                }
                const unsigned begins = boards.bus.controller.begins();
                while (boards.bus.controller.begins() == begins) co_await asyncio::sleep_us(45);
                co_await asyncio::sleep_us(static_cast<std::uint64_t>(step / 4 * 90));
                if (step % 2 == 0) {
                  boards.initiator.reset();
                } else {
                  boards.responder.reset();
                }
                if (step / 2 % 2 == 0) co_await asyncio::sleep(3);
                if (step % 2 == 0) {
                  boards.switch_initiator_on();
                } else {
                  boards.switch_responder_on();
                }
                const std::uint64_t there = boards.there.arrived, back = boards.back.arrived;
                const std::uint64_t limit_ms = now_ms() + 600'000;
                while (boards.there.arrived == there || boards.back.arrived == back) {
                  co_await asyncio::sleep(1);
                  if (now_ms() > limit_ms) co_await asyncio::fail(asyncio::Error::timeout);
                }
              }),
              "ok");
  }
}

}  // namespace
}  // namespace asi2c_day
