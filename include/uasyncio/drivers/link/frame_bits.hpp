// SPDX-License-Identifier: MIT
// Frames as bits: how a receiver finds where a frame begins, whatever was lost before.
#pragma once

#include <cstdint>

namespace uasyncio::detail {

/// HDLC's: a frame stands between two flags, 01111110; inside of it a 0 that means nothing follows
/// each five ones, so that no data look like a flag. Between frames there are ones. The lowest bit
/// of a byte goes first.
class BitSender {
 public:
  /// Whether `next` needs to be given something first.
  bool is_done() const noexcept { return bits_ == 0 && ones_ != most_ones; }
  /// What goes next. Only if it is done.
  void byte(std::uint8_t byte) noexcept { load(byte, 8); }
  void flag() noexcept {
    load(0x7E, 8);
    ones_ = raw;
  }
  void mark() noexcept {
    load(1, 1);
    ones_ = raw;
  }
  /// The next bit. Only if it is not done.
  bool next() noexcept;

 private:
  static constexpr std::uint8_t most_ones = 5;
  static constexpr std::uint8_t raw = 0x80;  // nothing is put in

  void load(std::uint8_t byte, std::uint8_t bits) noexcept {
    shift_ = byte;
    bits_ = bits;
    if (ones_ >= raw) ones_ = 0;
  }

  std::uint8_t shift_ = 0;
  std::uint8_t bits_ = 0;
  std::uint8_t ones_ = 0;
};

/// The other end.
class BitReceiver {
 public:
  enum class Seen : std::uint8_t {
    nothing,
    byte,         // of a frame, or of what is none
    flag,         // what came since the last one is a frame of whole bytes
    broken_flag,  // ... is not of whole bytes
    mark,         // more ones than a frame has: none is under way
  };

  Seen take(bool bit) noexcept;
  /// The byte that was seen.
  std::uint8_t byte() const noexcept { return byte_; }

 private:
  std::uint8_t shift_ = 0;
  std::uint8_t byte_ = 0;
  std::uint8_t bits_ = 0;
  std::uint8_t ones_ = 0;
};

}  // namespace uasyncio::detail
