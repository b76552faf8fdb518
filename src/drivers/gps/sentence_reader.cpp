// SPDX-License-Identifier: MIT
// Lines of NMEA out of bytes. A '$' always begins anew, whatever came before, so that noise costs
// one sentence and not two.
#include "uasyncio/drivers/gps/sentence_reader.hpp"

#include <cstring>

namespace uasyncio::nmea {
namespace {

constexpr unsigned not_hexadecimal = 0x1000;

unsigned hexadecimal(char digit) noexcept {
  if (digit >= '0' && digit <= '9') return static_cast<unsigned>(digit - '0');
  if (digit >= 'A' && digit <= 'F') return static_cast<unsigned>(digit - 'A' + 10);
  if (digit >= 'a' && digit <= 'f') return static_cast<unsigned>(digit - 'a' + 10);
  return not_hexadecimal;
}

constexpr std::size_t checksum_length = 3;  // *hh
constexpr unsigned has_star = 0x100;

/// The checksum of so many bytes; has_star if one of them is a `*`. Four at a time, because this is
/// half of what a sentence takes that is of no interest.
unsigned sum_of(const char* bytes, std::size_t length) noexcept {
  constexpr std::uint32_t ones = 0x0101'0101;
  std::uint32_t sum = 0;
  std::uint32_t stars = 0;
  for (; length >= sizeof sum; length -= sizeof sum, bytes += sizeof sum) {
    std::uint32_t word;
    std::memcpy(&word, __builtin_assume_aligned(bytes, sizeof word), sizeof word);
    sum ^= word;
    word ^= '*' * ones;                              // a star is 0 now,
    stars |= (word - ones) & ~word & (0x80 * ones);  // and has its highest bit here
  }
  for (; length != 0; --length, ++bytes) {
    sum ^= static_cast<unsigned char>(*bytes);
    if (*bytes == '*') stars = 1;
  }
  sum ^= sum >> 16;
  return stars != 0 ? has_star : (sum ^ sum >> 8) & 0xFF;
}

}  // namespace

Line SentenceReader::start(Time now) noexcept {
  const bool was_inside = limit_ != 0;
  limit_ = static_cast<std::uint8_t>(buffer_.size());
  length_ = 0;
  arrival_ = now;
  return was_inside ? Line::restarted : Line::unfinished;
}

Line SentenceReader::end(char byte) noexcept {
  if (limit_ == 0) return Line::unfinished;
  limit_ = 0;
  if (byte == '\r' || byte == '\n') return check();
  return byte >= ' ' && byte <= '~' ? Line::too_long : Line::not_text;
}

/// Blanks at the end of a line are of whoever has copied it.
Line SentenceReader::check() noexcept {
  while (length_ != 0 && buffer_[length_ - 1U] == ' ') --length_;
  const bool has_sum = ends_in_checksum();
  const std::size_t end = has_sum ? length_ - checksum_length : length_;
  const unsigned sum = sum_of(buffer_.data(), end);
  if (sum == has_star) return Line::bad_checksum;
  if (!has_sum) return accepts_no_checksum_ ? Line::sentence : Line::no_checksum;
  const unsigned told = hexadecimal(buffer_[end + 1]) * 16 + hexadecimal(buffer_[end + 2]);
  if (told != sum) return Line::bad_checksum;
  length_ = static_cast<std::uint8_t>(end);
  return Line::sentence;
}

}  // namespace uasyncio::nmea
