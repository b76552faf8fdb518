// SPDX-License-Identifier: MIT
// The original's bits. Its two ends find each other by a byte that both send first, and count in
// sevens from there. Who is not passive has shown its first bit before the first exchange, so that
// the passive end is one bit behind: the first one that it hears of a character is the last one of
// the character before.
#include "uasyncio/drivers/link/syncom_original.hpp"

namespace uasyncio {
namespace {

constexpr std::uint8_t synchronise = 0x9D;
constexpr std::uint8_t bits_of_character = 7;
constexpr std::uint8_t highest = 0x7F;

}  // namespace

bool SynComOriginal::begin(bool passive) noexcept {
  passive_ = passive;
  in_shift_ = in_bits_ = out_bits_ = place_ = length_ = 0;
  is_too_long_ = false;
  out_shift_ = passive ? synchronise : synchronise >> 1;
  return !passive && (synchronise & 1) != 0;
}

bool SynComOriginal::exchange(bool bit) noexcept {
  if (!is_joined()) {
    in_shift_ = static_cast<std::uint8_t>(in_shift_ >> 1 | (bit ? 0x80 : 0));
    if (in_shift_ == synchronise) {
      join();
      in_bits_ = passive_ ? bits_of_character - 1 : 0;
      in_shift_ = 0;
    }
  } else {
    if (out_bits_ == 0) {
      out_shift_ = next_character();
      out_bits_ = bits_of_character;
    }
    --out_bits_;
    in_shift_ = static_cast<std::uint8_t>((in_shift_ | (bit ? 0x80 : 0)) >> 1);
    if (++in_bits_ == bits_of_character) {
      take_character(in_shift_);
      in_bits_ = in_shift_ = 0;
    }
  }
  const bool next = (out_shift_ & 1) != 0;
  out_shift_ >>= 1;
  return next;
}

void SynComOriginal::take_character(std::uint8_t character) noexcept {
  std::uint8_t* const slot = in.free_slot();
  if (character != 0) {
    if (length_ == in.capacity()) {
      is_too_long_ = true;
    } else {
      slot[++length_] = character;
    }
    return;
  }
  if (length_ == 0) return;
  if (is_too_long_) {
    count_damaged();
  } else if (in.full()) {
    count_dropped();
  } else {
    *slot = length_;
    in.add();
  }
  length_ = 0;
  is_too_long_ = false;
}

std::uint8_t SynComOriginal::next_character() noexcept {
  if (out.empty()) return 0;
  const std::string_view text = out.oldest();
  if (place_ != text.size()) return static_cast<std::uint8_t>(text[place_++]);
  out.remove();
  place_ = 0;
  return 0;
}

bool SynComOriginal::takes(std::string_view text) const noexcept {
  for (const char character : text) {
    if (static_cast<unsigned char>(character) - 1u >= highest) return false;
  }
  return !text.empty();
}

}  // namespace uasyncio
