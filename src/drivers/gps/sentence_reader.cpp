// SPDX-License-Identifier: MIT
// Lines of NMEA out of bytes. A '$' always begins anew, whatever came before, so that noise costs
// one sentence and not two.
#include "uasyncio/drivers/gps/sentence_reader.hpp"

namespace uasyncio::nmea {
namespace {

constexpr int not_hexadecimal = 0x100;

int hexadecimal(char digit) noexcept {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  return not_hexadecimal;
}

constexpr int checksum_length = 3;  // *hh

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

Line SentenceReader::check() noexcept {
  int sum = 0;
  std::uint8_t star = 0;
  for (; star != length_ && buffer_[star] != '*'; ++star) sum ^= buffer_[star];
  if (star == length_) return accepts_no_checksum_ ? Line::sentence : Line::no_checksum;
  if (star + checksum_length != length_) return Line::bad_checksum;
  const int told = hexadecimal(buffer_[star + 1U]) * 16 + hexadecimal(buffer_[star + 2U]);
  if (told != sum) return Line::bad_checksum;
  length_ = star;
  return Line::sentence;
}

}  // namespace uasyncio::nmea
