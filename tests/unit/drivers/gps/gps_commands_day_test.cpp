// SPDX-License-Identifier: MIT
// A receiver that is told what to do, for a day: it answers late, never, twice or wrong, loses its
// power in the middle of a command or of an answer, and its wire is noisy in both directions.
#include "tests/support/lossy_line.hpp"
#include "tests/support/nmea_lines.hpp"
#include "tests/support/scenario.hpp"
#include "uasyncio/drivers/gps/as_rwgps.hpp"
#include "uasyncio/stream/writer.hpp"
#include "uasyncio/testing/chance.hpp"

#include <cerrno>
#include <array>
#include <map>

using namespace scenario;
using asyncio::Coro;
using asyncio::GPS;
using asyncio::OwnedTask;
using asyncio::pmtk::Ack;
using asyncio::pmtk::Command;
using asyncio::testing::Chance;

namespace gps_commands_day {
namespace {

/// The far end of both wires. Remembers for each command what it has said in answer, and when.
class MtkReceiver final : public asyncio::Device {
 public:
  MtkReceiver(std::uint64_t seed, int drift) : chance_(seed), drift_(drift) {}

  struct Answer {
    std::uint64_t at_ms;
    int flag;
  };
  std::map<int, std::vector<Answer>> answers;  // by the number of the command
  unsigned cuts = 0;

  void play() {
    sim()->at(now_us() + in_loop_ms(1'000) * 1'000, [this] {
      if (chance_.one_in(3'000)) lose_power();
      if (is_on()) say_line("GPRMC,,V,,,,,,,,,,N");
      play();
    });
  }

  asyncio::Attempt try_read(std::span<std::byte> room) noexcept override {
    return line_.try_read(room);
  }
  /// At the speed of the wire: a few bytes, and the rest a little later.
  asyncio::Attempt try_write(std::span<const std::byte> bytes) noexcept override {
    if (is_full_) return asyncio::Attempt::would_block();
    const std::size_t most = 1 + chance_.next() % 20;
    const std::size_t count = bytes.size() < most ? bytes.size() : most;
    for (const std::byte byte : bytes.first(count)) hear(static_cast<char>(byte));
    is_full_ = true;
    sim()->at(now_us() + count * 1'000, [this] {
      is_full_ = false;
      notify_writable();
    });
    return asyncio::Attempt::moved(count);
  }

 private:
  static std::uint64_t now_us() { return asyncio::Loop::running()->time(); }
  std::uint64_t in_loop_ms(std::int64_t ms) const {
    return static_cast<std::uint64_t>(ms * (100 + drift_) / 100);
  }
  bool is_on() const { return now_us() >= off_until_us_; }

  void lose_power() {
    off_until_us_ = now_us() + static_cast<std::uint64_t>(chance_.between(1, 20'000)) * 1'000;
    ears_ = asyncio::nmea::SentenceReader();
    ++cuts;
    const std::uint64_t back = off_until_us_;
    sim()->at(back, [this] { say_line("PMTK010,001"); });
  }

  void hear(char byte) {
    if (!is_on()) return;
    if (chance_.one_in(20'000)) return lose_power();  // at any byte of a command
    if (chance_.one_in(3'000)) byte = static_cast<char>(byte ^ 1 << chance_.next() % 7);
    if (ears_.push(byte, 0) == asyncio::nmea::Line::sentence) obey(ears_.sentence());
  }

  void obey(const asyncio::nmea::Sentence& sentence) {
    const int number = std::stoi(std::string(sentence.text().substr(4, 3)));
    if (chance_.one_in(20)) return;  // never
    const int flag = chance_.one_in(5) ? static_cast<int>(chance_.next() % 4) : 3;
    const int times = chance_.one_in(20) ? 2 : 1;
    for (int n = 0; n != times; ++n) {
      const std::uint64_t delay =
          in_loop_ms(chance_.one_in(10) ? chance_.between(0, 5'000) : chance_.between(1, 300));
      sim()->at(now_us() + delay * 1'000, [this, number, flag] { answer(number, flag); });
    }
  }

  void answer(int number, int flag) {
    if (!is_on()) return;
    if (chance_.one_in(20)) {  // wrong: of another command, or of no command at all
      const char* const nonsense[] = {"PMTK001,999,3", "PMTK001,,",     "PMTK001,604",  "PMTK001",
                                      "PMTK001,-5,3",  "PMTK001,100,4", "PMTK514,1,2,3"};
      static_cast<void>(say_line(nonsense[chance_.next() % 7]));
      return;
    }
    const std::string text = "PMTK001," + std::to_string(number) + "," + std::to_string(flag);
    if (say_line(text)) answers[number].push_back({now_ms(), flag});
  }

  /// Whether it went out whole.
  bool say_line(const std::string& text) {
    if (!is_on()) return false;
    std::string line = nmea_lines::line(text);
    const bool is_whole = !chance_.one_in(20);
    if (!is_whole) {
      const auto at = static_cast<std::size_t>(chance_.between(0, std::int64_t(line.size()) - 3));
      if (chance_.one_in(3)) {
        line.resize(at);
        lose_power();  // at any byte of an answer
      } else {
        line[at] = static_cast<char>(line[at] ^ 1 << chance_.next() % 5);
      }
    }
    line_.arrives(line);
    notify_readable();
    if (chance_.one_in(500)) {
      line_.loses(EPROTO);
      notify_readable();
    }
    return is_whole;
  }

  Chance chance_;
  std::int64_t drift_;
  LossyLine line_;  // whose listener nobody is
  asyncio::nmea::SentenceReader ears_;
  std::uint64_t off_until_us_ = 0;
  bool is_full_ = false;
};

/// One command after the other, each with a number that was not used for long: what `command` gives
/// is what the receiver has said about it in time.
Coro<> command(GPS<8>& gps, MtkReceiver& receiver, std::uint64_t seed,
               std::array<unsigned, 3>& ends) {
  Chance chance(seed);
  asyncio::BufferedWriter<40> writer(receiver);
  for (int number = 100;; number = number == 999 ? 100 : number + 1) {
    if (number == 604) continue;
    co_await asyncio::sleep_ms(static_cast<int>(chance.between(0, 40'000)));
    receiver.answers[number].clear();
    const std::uint64_t before = now_ms();
    const bool is_cancelled = chance.one_in(5);
    const int limit = is_cancelled ? static_cast<int>(chance.between(0, 1'200)) : 60'000;
    const Command sent = Command::of(number, {1, 2});
    auto ack =
        co_await asyncio::as_result(asyncio::wait_for_ms(gps.command(writer, sent, 1'000), limit));
    const std::uint64_t taken = now_ms() - before;
    EXPECT_LE(taken, 1'300u) << "it is limited by its time, and by that of the wire";
    if (!ack) {
      EXPECT_TRUE(is_cancelled);
      ++ends[2];
      continue;
    }
    const std::vector<MtkReceiver::Answer>& told = receiver.answers[number];
    if (*ack == Ack::none) {
      EXPECT_TRUE(told.empty() || told[0].at_ms >= before + 999) << number;
      ++ends[1];
    } else {
      EXPECT_FALSE(told.empty()) << number;
      const int flag = told.empty() ? -1 : told.back().flag;
      EXPECT_EQ(static_cast<int>(*ack), flag) << number;
      ++ends[0];
    }
  }
}

Coro<> live(std::uint64_t seed, int seconds, int drift) {
  MtkReceiver receiver(seed, drift);
  GPS<8> gps;
  asyncio::BufferedReader<64> reader(receiver);
  Chance chance(seed + 7);
  receiver.play();
  std::array<unsigned, 3> ends{};
  OwnedTask<> runs = asyncio::create_task(gps.run(reader));
  const OwnedTask<> commands = asyncio::create_task(command(gps, receiver, seed + 9, ends));
  while (now_ms() < static_cast<std::uint64_t>(seconds) * 1'000) {
    co_await asyncio::sleep_ms(static_cast<int>(chance.between(1, 60'000)));
    if (!chance.one_in(100)) continue;
    runs = asyncio::create_task(gps.run(reader));  // cancelled anywhere, and begun anew
  }
  EXPECT_GT(ends[0], ends[1] + ends[2]) << "most are answered";
  EXPECT_GT(ends[1], 0u);
  EXPECT_GT(ends[2], 0u);
  EXPECT_GT(receiver.cuts, 0u);
  EXPECT_GT(gps.replies().starts(), 0u);
  EXPECT_GT(gps.refused(), 0u);
  EXPECT_GE(gps.unanswered(), ends[1]);
}

TEST(GpsCommandsDay, EachCommandGetsWhatTheReceiverHasSaidAboutItInTime) {
  EXPECT_EQ(played([]() { return live(1, 86'400, 10); }), "ok");
  EXPECT_EQ(played([]() { return live(2, 20'000, -10); }), "ok");
}

}  // namespace
}  // namespace gps_commands_day
