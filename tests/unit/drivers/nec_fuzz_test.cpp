// SPDX-License-Identifier: MIT
// Edges of any lengths, for NecDecoder: what it tells as a key is held against a plain judgement of
// the last edges, which knows nothing of states. UASYNCIO_FUZZ_ROUNDS says how many bursts.
#include "tests/support/nec_signal.hpp"

#include <algorithm>
#include <cstdlib>
#include <gtest/gtest.h>
#include <iterator>
#include <optional>
#include <uasyncio/testing/chance.hpp>

namespace nec_fuzz {
namespace {

using nec::Lengths;
using uasyncio::NecDecoder;
using uasyncio::NecKey;
using uasyncio::Time;
using uasyncio::testing::Chance;

constexpr std::size_t lengths_of_frame = 67;
constexpr std::size_t lengths_of_repeat = 3;

Lengths any_lengths(Chance& chance) {
  constexpr std::uint64_t usual[] = {560, 560, 1'690, 2'250, 4'500, 9'000, 5'000, 14'000};
  Lengths lengths;
  for (std::int64_t n = chance.between(1, 90); n != 0; --n) {
    const std::uint64_t length = usual[chance.next() % std::size(usual)];
    lengths.push_back(chance.one_in(3) ? chance.next() % 16'000 : length);
  }
  return lengths;
}

/// A frame or a repeat, more or less.
Lengths damaged(Chance& chance) {
  const unsigned addr = chance.next() % (chance.one_in(2) ? 0x100 : 0x10000);
  const std::uint32_t word = nec::word_of(addr, chance.next() % 0x100);
  Lengths lengths =
      chance.one_in(4) ? nec::repeat() : nec::frame_of(chance.one_in(4) ? chance.next() : word);
  const std::int64_t per_mille = chance.between(700, 1'300), jitter = chance.between(0, 250);
  for (std::uint64_t& length : lengths) {
    const auto skewed = static_cast<std::int64_t>(length) * per_mille / 1'000;
    length = static_cast<std::uint64_t>(
        std::max<std::int64_t>(skewed + chance.between(-jitter, jitter), 1));
  }
  for (std::int64_t n = chance.between(-2, 3); n > 0; --n) {
    const auto at = static_cast<std::ptrdiff_t>(chance.next() % lengths.size());
    if (chance.one_in(2)) {
      lengths.insert(lengths.begin() + at, chance.next() % 10'000);
    } else if (lengths.size() > 1) {
      lengths.erase(lengths.begin() + at);
    }
  }
  return lengths;
}

/// The word of these 67 lengths, if they are a frame.
std::optional<std::uint32_t> word_of(const std::uint64_t* lengths) {
  const std::uint64_t mark = lengths[0], space = lengths[1];
  if (mark < 5'000 || mark > 14'000 || space * 8 <= mark * 3 - 8 || space * 4 > mark * 3) return {};
  const std::uint64_t lead = std::clamp<std::uint64_t>(mark + space, 9'450, 17'550);
  std::uint32_t word = 0;
  for (std::size_t bit = 0; bit != 32; ++bit) {
    const std::uint64_t period = lengths[2 + 2 * bit] + lengths[3 + 2 * bit];
    if (period * 8 * 5 < lead * 2 - 80 || period * 4 > lead) return {};
    if (period > lead / 8) word |= 1u << bit;
  }
  return word;
}

class Attack {
 public:
  explicit Attack(bool extended) : extended_(extended), decoder_(extended) {}

  /// Edges, and then a pause that ends them. The receiver's output is high behind it.
  void play(const Lengths& lengths, std::uint64_t pause) {
    for (const std::uint64_t length : lengths) {
      edge(level_ = !level_);
      history_.push_back(length);
      time_ += length;
      look();
    }
    if (!level_) {
      edge(level_ = true);
      history_.push_back(pause);
    } else if (!history_.empty()) {
      history_.back() += pause;
    }
    time_ += pause;
    look();
    history_.clear();
  }
  int keys() const { return keys_; }
  int repeats() const { return repeats_; }
  const NecDecoder& decoder() const { return decoder_; }

 private:
  void edge(bool level) { (void)decoder_.edge(level, uasyncio::at_microseconds(time_)); }
  void look() {
    while (const auto key = decoder_.take(uasyncio::at_microseconds(time_))) {
      ASSERT_TRUE(key->data >= NecKey::BADADDR && key->data <= 255) << key->data;
      if (key->data >= 0) expect_frame(*key);
      if (key->data == NecKey::REPEAT) expect_repeat(*key);
    }
  }
  /// The last length is the quiet behind it.
  void expect_frame(const NecKey& key) {
    ++keys_;
    last_key_ = time_;
    last_ = key;
    ASSERT_GT(history_.size(), lengths_of_frame);
    ASSERT_GE(history_.back(), 5'000u);
    const auto word = word_of(&*(history_.end() - 1 - lengths_of_frame));
    ASSERT_TRUE(word.has_value());
    EXPECT_EQ(static_cast<unsigned>(key.data), *word >> 16 & 0xff);
    EXPECT_EQ((*word >> 16 ^ *word >> 24) & 0xff, 0xffu);
    const bool is_short = ((*word ^ *word >> 8) & 0xff) == 0xff;
    EXPECT_TRUE(is_short || extended_);
    EXPECT_EQ(key.addr, *word & (is_short ? 0xffu : 0xffffu));
  }
  void expect_repeat(const NecKey& key) {
    ++repeats_;
    EXPECT_EQ(key.addr, last_.addr);
    EXPECT_LE(time_ - last_key_, 450'000u);  // 200 ms between ends, and up to 250 of silence
    last_key_ = time_;
    ASSERT_GT(history_.size(), lengths_of_repeat);
    const std::uint64_t mark = *(history_.end() - 4), space = *(history_.end() - 3);
    EXPECT_TRUE(mark >= 5'000 && mark <= 14'000 && space <= mark * 3 / 8) << mark << " " << space;
  }

  bool extended_;
  NecDecoder decoder_;
  Lengths history_;
  Time time_ = 1'000'000;
  Time last_key_ = 0;
  NecKey last_{};
  bool level_ = true;
  int keys_ = 0, repeats_ = 0;
};

TEST(NecFuzz, OfAnyEdgesOnlyFramesAreKeys) {
  const char* const rounds = std::getenv("UASYNCIO_FUZZ_ROUNDS");
  const long long count = rounds != nullptr ? std::atoll(rounds) : 100'000;
  for (const bool extended : {false, true}) {
    Chance chance(20261129);
    Attack attack(extended);
    for (long long n = 0; n != count / 2; ++n) {
      const std::uint64_t pause = 15'000 + chance.next() % 235'000;
      attack.play(chance.one_in(3) ? any_lengths(chance) : damaged(chance), pause);
      if (testing::Test::HasFailure()) FAIL() << "round " << n << " " << extended;
      if (n % 1'000 != 0) continue;
      const int keys = attack.keys();
      attack.play(nec::key(5, 6), 40'000);
      ASSERT_EQ(attack.keys(), keys + 1) << "round " << n;
    }
    EXPECT_EQ(attack.decoder().lost(), 0);
    EXPECT_GT(attack.keys(), count / 200);
    EXPECT_GT(attack.repeats(), count / 2'000);
  }
}

}  // namespace
}  // namespace nec_fuzz
