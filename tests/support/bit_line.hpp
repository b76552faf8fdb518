// SPDX-License-Identifier: MIT
// Two ends of a SynCom without pins: each bit of one is exchanged for a bit of the other, and what
// happens on the way is up to the test.
#pragma once

#include "uasyncio/drivers/link/syncom_format.hpp"
#include "uasyncio/testing/chance.hpp"

#include <cstdlib>
#include <gtest/gtest.h>
#include <memory>
#include <string>

namespace bit_line {

using uasyncio::testing::Chance;

template <class Format, std::uint8_t bytes, std::uint8_t texts>
struct End {
  static uasyncio::detail::TextSlots slots(std::uint8_t* room) { return {room, bytes, texts + 1}; }
  /// The oldest text, "none" if there is none.
  std::string take() {
    if (format.in.empty()) return "none";
    const std::string text(format.in.oldest());
    format.in.remove();
    return text;
  }

  std::uint8_t in[(bytes + 1) * (texts + 1)];
  std::uint8_t out[(bytes + 1) * (texts + 1)];
  Format format{slots(in), slots(out)};
};

/// The right end is passive.
template <class AnEnd>
class Line {
 public:
  Line() {
    restart(right);
    restart(left);
  }

  /// So many bits in each direction.
  void exchange(int bits) {
    for (; bits != 0; --bits) {
      right_bit_ = right.format.exchange(left_bit_);
      left_bit_ = left.format.exchange(right_bit_);
    }
  }
  /// A bit to the right is lost, or comes twice; the other direction suffers the contrary.
  void slip(bool is_doubled) {
    if (is_doubled) {
      (void)right.format.exchange(left_bit_);
    } else {
      left_bit_ = left.format.exchange(right_bit_);
    }
  }
  void flip() { left_bit_ = !left_bit_; }
  /// It has lost its power, and begins with nothing.
  void restart(AnEnd& end) {
    std::destroy_at(&end);
    std::construct_at(&end);
    (&end == &left ? left_bit_ : right_bit_) = end.format.begin(&end == &right);
  }

  AnEnd left;
  AnEnd right;

 private:
  bool left_bit_ = false;
  bool right_bit_ = false;
};

/// One direction: texts with numbers. A number may be missing only behind a loss that was told, and
/// none comes twice.
template <class AnEnd>
class Numbered {
 public:
  Numbered(Chance& chance, AnEnd& from, AnEnd& to) : chance_(chance), from_(from), to_(to) {}

  void look() {
    if (chance_.one_in(20) && from_.format.out.add(text(sent_))) ++sent_;
    if (to_.format.is_lost() || from_.format.is_lost()) tell();
    if (!chance_.one_in(40)) return;
    const std::string got = to_.take();
    if (got == "none") return;
    unsigned number = expected_;
    while (got != text(number) && number != sent_) ++number;
    ASSERT_NE(number, sent_) << "doubled or changed: " << got;
    ASSERT_TRUE(number == expected_ || number <= may_be_lost_) << expected_ << " is missing";
    expected_ = number + 1;
    ++arrived_;
  }
  /// The link was lost: all that was sent before may be gone.
  void tell() { may_be_lost_ = sent_; }
  unsigned arrived() const { return arrived_; }

 private:
  /// Different lengths, all bytes.
  static std::string text(unsigned number) {
    std::string text = std::to_string(number) + ' ';
    for (unsigned n = 0; n != number % 8; ++n) text += static_cast<char>(number * 31 + n * 97);
    return text;
  }

  Chance& chance_;
  AnEnd& from_;
  AnEnd& to_;
  unsigned sent_ = 0;
  unsigned expected_ = 0;
  unsigned arrived_ = 0;
  unsigned may_be_lost_ = 0;
};

/// Hostile bits, by seed: a good peer's, with noise and restarts. An end keeps to its room.
template <class AnEnd>
void attack(std::uint64_t seed, long long bits) {
  Chance chance(seed);
  auto peer = std::make_unique<AnEnd>();
  auto end = std::make_unique<AnEnd>();
  bool bit = peer->format.begin(false);
  (void)end->format.begin(true);
  for (long long n = 0; n != bits; ++n) {
    if (chance.one_in(50)) bit = chance.one_in(2);
    if (chance.one_in(5'000)) bit = peer->format.begin(false);
    if (chance.one_in(5'000)) (void)end->format.begin(true);
    if (peer->format.out.empty()) (void)peer->format.out.add("\x7E\xFF?");
    if (end->format.out.empty()) (void)end->format.out.add("an answer");
    bit = peer->format.exchange(end->format.exchange(bit));
    if (chance.one_in(100)) bit = end->format.exchange(chance.one_in(2));
    ASSERT_LE(end->format.in.count(), 2);
    if (!chance.one_in(300) || end->format.in.empty()) continue;
    ASSERT_LE(end->take().size(), end->format.in.capacity());
    (void)peer->take();
  }
}

/// How many bits: UASYNCIO_FUZZ_ROUNDS, if that is set.
inline long long attack_bits() {
  const char* const rounds = std::getenv("UASYNCIO_FUZZ_ROUNDS");
  return rounds == nullptr ? 100'000 : std::atoll(rounds);
}

template <class AnEnd>
class Traffic {
 public:
  Traffic(Chance& chance, AnEnd& left, AnEnd& right)
      : left_(left), right_(right), to_right_(chance, left, right), to_left_(chance, right, left) {}

  void look() {
    to_right_.look();
    to_left_.look();
    left_.format.take_loss();
    right_.format.take_loss();
  }
  void tell() {
    to_right_.tell();
    to_left_.tell();
  }
  bool has_arrived(unsigned texts) const {
    return to_right_.arrived() >= texts && to_left_.arrived() >= texts;
  }

 private:
  AnEnd& left_;
  AnEnd& right_;
  Numbered<AnEnd> to_right_;
  Numbered<AnEnd> to_left_;
};

}  // namespace bit_line
