// SPDX-License-Identifier: MIT
// HDLC's bits. A flag can be told from data at every bit, so a receiver that has missed or doubled
// some is right again with the next flag, without a word to the sender.
#include "uasyncio/drivers/link/frame_bits.hpp"

#include <utility>

namespace uasyncio::detail {
namespace {

constexpr std::uint8_t ones_of_data = 5;
constexpr std::uint8_t ones_of_flag = 6;
constexpr std::uint8_t ones_of_mark = 7;
// The first bits of a flag are taken for data: a 0 and five ones.
constexpr std::uint8_t bits_of_whole_bytes = 6;

}  // namespace

bool BitSender::next() noexcept {
  if (ones_ == most_ones) {
    ones_ = 0;
    return false;
  }
  const bool bit = (shift_ & 1) != 0;
  shift_ >>= 1;
  --bits_;
  if (ones_ < raw) ones_ = bit ? static_cast<std::uint8_t>(ones_ + 1) : std::uint8_t{0};
  return bit;
}

BitReceiver::Seen BitReceiver::take(bool bit) noexcept {
  if (bit) {
    if (ones_ == ones_of_mark) return Seen::nothing;
    ++ones_;
    if (ones_ == ones_of_mark) return Seen::mark;
    if (ones_ == ones_of_flag) return Seen::nothing;
  } else {
    const std::uint8_t ones = std::exchange(ones_, std::uint8_t{0});
    if (ones == ones_of_data) return Seen::nothing;
    if (ones >= ones_of_flag) {
      const std::uint8_t bits = std::exchange(bits_, std::uint8_t{0});
      if (ones == ones_of_mark) return Seen::nothing;
      return bits == bits_of_whole_bytes ? Seen::flag : Seen::broken_flag;
    }
  }
  shift_ = static_cast<std::uint8_t>(shift_ >> 1 | (bit ? 0x80 : 0));
  if (++bits_ != 8) return Seen::nothing;
  bits_ = 0;
  byte_ = shift_;
  return Seen::byte;
}

}  // namespace uasyncio::detail
