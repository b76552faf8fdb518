// SPDX-License-Identifier: MIT
// NEC, decoded edge by edge in the interrupt, so that a loop that is busy makes a key late and not
// wrong. A burst is over when it has been quiet for long enough, which only the loop can see; until
// then it lies in one of a few places that both sides know. When that will be lies there in one
// word, which an interrupt cannot change between its halves.
#include "uasyncio/drivers/nec_decoder.hpp"

#include "uasyncio/drivers/saturating_count.hpp"

#include <algorithm>

namespace uasyncio {
namespace {

using detail::count;

// In microseconds. A frame begins with a mark of 9000 and a space of 4500, a repeat with a space of
// 2250; the bits have periods of 1125 and 2250.
constexpr Duration shortest_lead = from_microseconds(5'000);  // longer than any other mark
constexpr Duration longest_lead = from_microseconds(14'000);
constexpr Duration longest_lead_space = from_microseconds(8'000);
constexpr Duration gap = from_microseconds(5'000);  // what is quiet for so long is over
constexpr Duration fastest_lead = from_microseconds(13'500 * 7 / 10);
constexpr Duration slowest_lead = from_microseconds(13'500 * 13 / 10);
constexpr unsigned bits_of_frame = 32;
constexpr Duration memory_of_key = from_microseconds(200'000);

std::uint32_t low_word(Instant when) noexcept {
  return static_cast<std::uint32_t>(to_microseconds(when));
}

/// How many microseconds until that is over; 0 if it is: for how long, up to an hour, nobody knows.
std::uint32_t left_of(std::uint32_t settled_us, Instant now) noexcept {
  constexpr std::uint32_t most = 1'000'000;  // much more than is ever waited for
  const std::uint32_t left = settled_us - low_word(now);
  return left <= most ? left : 0;
}

bool is_lead(Duration mark) noexcept { return mark >= shortest_lead && mark <= longest_lead; }

}  // namespace

bool NecDecoder::edge(bool level, Instant now) noexcept {
  if (level == level_) return false;
  level_ = level;
  const Duration length = now - last_edge_;
  last_edge_ = now;
  if (!level && now >= over_at_) {
    const std::uint16_t begun = begun_.load(std::memory_order_relaxed);
    Burst& burst = bursts_[begun % places];
    burst.shape = Shape::lead;
    settle(burst, now + longest_lead);
    begun_.store(static_cast<std::uint16_t>(begun + 1), std::memory_order_release);
    return true;
  }
  Burst& burst = newest();
  settle(burst, now + gap);
  if (level) {
    end_mark(burst, length);
  } else {
    end_space(burst, length);
  }
  return false;
}

void NecDecoder::settle(Burst& burst, Instant when) noexcept {
  over_at_ = when;
  burst.settled_us.store(low_word(when), std::memory_order_relaxed);
}

void NecDecoder::end_mark(Burst& burst, Duration length) noexcept {
  switch (burst.shape) {
    case Shape::lead:
    case Shape::bad_start:  // a lead behind noise is one
      is_behind_noise_ = burst.shape == Shape::bad_start;
      mark_ = static_cast<std::uint32_t>(to_microseconds(length));
      burst.shape = is_lead(length) ? Shape::lead : Shape::bad_start;
      if (burst.shape == Shape::lead) settle(burst, over_at_ + (longest_lead_space - gap));
      break;
    case Shape::data:
      mark_ = static_cast<std::uint32_t>(to_microseconds(length));
      if (bits_ == bits_of_frame) burst.shape = Shape::frame;
      break;
    case Shape::repeat: burst.shape = Shape::whole_repeat; break;
    default: break;
  }
}

void NecDecoder::end_space(Burst& burst, Duration length) noexcept {
  switch (burst.shape) {
    case Shape::lead:
      // A frame's space is half as long as its mark, a repeat's a quarter.
      if (length > from_microseconds(mark_ * 3 / 4)) {
        burst.shape = Shape::bad_start;
      } else if (length > from_microseconds(mark_ * 3 / 8)) {
        burst.shape = Shape::data;
        const Duration lead =
            std::clamp(from_microseconds(mark_) + length, fastest_lead, slowest_lead);
        threshold_ = static_cast<std::uint32_t>(to_microseconds(lead) / 8);
        bits_ = 0;
      } else {
        burst.shape = is_lead_space_of_repeat(length) ? Shape::repeat : Shape::bad_start;
      }
      break;
    case Shape::data: add_bit(burst, mark_ + to_microseconds(length)); break;
    case Shape::frame: burst.shape = Shape::overrun; break;
    case Shape::repeat:
    case Shape::whole_repeat: burst.shape = Shape::bad_repeat; break;
    case Shape::bad_start: settle(burst, over_at_ + (longest_lead - gap)); break;
    default: break;
  }
}

/// Unlike a frame a repeat has nothing to check it by. Noise may have split its mark, so behind
/// noise the space must fit to what is left of that.
bool NecDecoder::is_lead_space_of_repeat(Duration length) const noexcept {
  if (is_behind_noise_ && length > from_microseconds(mark_ * 9 / 32)) return false;
  return length > from_microseconds(mark_ / 8);
}

void NecDecoder::add_bit(Burst& burst, std::uint64_t period) noexcept {
  // All marks are short; where they are not, a stray edge has turned marks into spaces.
  if (period < threshold_ * 2 / 5 || period > 2 * threshold_ || mark_ > threshold_ * 2 / 3) {
    burst.shape = Shape::bad_block;
    return;
  }
  burst.word = burst.word >> 1 | (period > threshold_ ? 0x8000'0000u : 0u);
  ++bits_;
}

std::optional<NecKey> NecDecoder::take(Instant now) noexcept {
  while (true) {
    const std::uint16_t begun = begun_.load(std::memory_order_acquire);
    const auto waiting = static_cast<std::uint16_t>(begun - taken_);
    if (waiting == 0) return std::nullopt;
    if (waiting >= places) {  // the oldest may be written anew just now
      count(lost_, waiting - places + 1u);
      taken_ = static_cast<std::uint16_t>(begun - places + 1);
      has_key_ = false;
    }
    const Burst& burst = bursts_[taken_ % places];
    // An edge that came before that instant has interrupted already: the shape is the last one.
    const std::uint32_t settled_us = burst.settled_us.load(std::memory_order_acquire);
    if (left_of(settled_us, now) != 0) return std::nullopt;
    ++taken_;
    const Time since = low_word(now) - settled_us;
    const Instant settled_at = at_microseconds(to_microseconds(now) - since);
    if (const auto key = meaning(burst, settled_at)) return key;
  }
}

Instant NecDecoder::next_look(Instant now) const noexcept {
  const std::uint16_t begun = begun_.load(std::memory_order_acquire);
  if (begun == taken_) return never;
  const std::uint32_t settled_us =
      bursts_[taken_ % places].settled_us.load(std::memory_order_acquire);
  return now + from_microseconds(left_of(settled_us, now));
}

std::optional<NecKey> NecDecoder::meaning(const Burst& burst, Instant settled_at) noexcept {
  const auto bad = [this](std::int16_t code) {
    has_key_ = false;
    return NecKey{code, addr_};
  };
  switch (burst.shape) {
    case Shape::frame: last_key_ = settled_at; return meaning_of_frame(burst);
    case Shape::whole_repeat:
      if (!has_key_ || settled_at - last_key_ > memory_of_key) {
        has_key_ = false;
        count(repeats_without_key_);
        return std::nullopt;
      }
      last_key_ = settled_at;
      return NecKey{NecKey::REPEAT, addr_};
    case Shape::data:
    case Shape::repeat:
    case Shape::bad_block: return bad(NecKey::BADBLOCK);
    case Shape::bad_repeat: return bad(NecKey::BADREP);
    case Shape::overrun: return bad(NecKey::OVERRUN);
    case Shape::lead:
    case Shape::bad_start: break;
  }
  return bad(NecKey::BADSTART);
}

std::optional<NecKey> NecDecoder::meaning_of_frame(const Burst& burst) noexcept {
  const std::uint32_t word = burst.word;
  const auto is_complement = [](std::uint32_t a, std::uint32_t b) {
    return ((a ^ b) & 0xff) == 0xff;
  };
  has_key_ = false;
  const bool is_short = is_complement(word, word >> 8);
  const auto addr = static_cast<std::uint16_t>(word & (is_short ? 0xff : 0xffff));
  if (!is_complement(word >> 16, word >> 24)) return NecKey{NecKey::BADDATA, addr};
  if (!is_short && !extended_) return NecKey{NecKey::BADADDR, addr};
  addr_ = addr;
  has_key_ = true;
  return NecKey{static_cast<std::int16_t>(word >> 16 & 0xff), addr};
}

void NecDecoder::reset() noexcept {
  taken_ = begun_.load(std::memory_order_acquire);
  has_key_ = false;
  over_at_ = Instant{};
  newest().shape = Shape::bad_start;
  level_ = true;
}

}  // namespace uasyncio
