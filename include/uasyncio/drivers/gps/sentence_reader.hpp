// SPDX-License-Identifier: MIT
// SentenceReader: finds NMEA 0183 sentences in a stream of bytes that may hold anything else too.
#pragma once

#include "uasyncio/core/bytes.hpp"
#include "uasyncio/port/time.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace uasyncio::nmea {

/// Characters from `$` to the checksum. The standard allows 80, receivers send up to 115.
inline constexpr std::size_t max_length = 120;

/// A sentence without `$` and checksum: GPRMC,123519,A,... It lies in its reader, until the next
/// byte is pushed there.
class Sentence {
 public:
  explicit constexpr Sentence(std::string_view text) noexcept : text_(text) {}

  constexpr std::string_view text() const noexcept { return text_; }
  /// "GPRMC", or "PMTK001" of a maker's own sentence.
  constexpr std::string_view address() const noexcept {
    return detail::part_of(text_, 0, detail::length_before(text_, ','));
  }
  /// "GP"; "P" for a maker's own sentence; "" if the address has not five letters.
  constexpr std::string_view talker() const noexcept {
    if (is_standard()) return detail::part_of(text_, 0, 2);
    return text_.starts_with('P') ? detail::part_of(text_, 0, 1) : std::string_view();
  }
  /// "RMC"; "" as above.
  constexpr std::string_view type() const noexcept {
    return is_standard() ? detail::part_of(text_, 2, 3) : std::string_view();
  }

 private:
  /// Receivers of Quectel have BeiDou's satellites from a talker PQ.
  constexpr bool is_standard() const noexcept {
    const bool has_five_letters = detail::length_before(text_, ',') == 5;
    return has_five_letters && (text_[0] != 'P' || text_[1] == 'Q');
  }

  std::string_view text_;
};

/// The checksum of a sentence's text: what stands behind its `*` in two hexadecimal digits.
constexpr std::uint8_t checksum(std::string_view text) noexcept {
  unsigned sum = 0;
  for (const char character : text) sum ^= static_cast<unsigned char>(character);
  return static_cast<std::uint8_t>(sum);
}

/// How the last line ended.
enum class Line : std::uint8_t {
  unfinished,  // more bytes are to come
  sentence,    // a whole one, see `sentence`
  bad_checksum,
  no_checksum,  // counts as a sentence if the reader was told to accept that
  too_long,     // more than max_length characters
  not_text,     // a control character or a byte beyond ASCII came in the middle
  restarted,    // another `$` came in the middle: that one may begin a whole sentence
};

/// Everything from a `$` to the end of the line, of at most max_length characters. What comes
/// between lines is skipped. Knows no stream: whoever has bytes pushes them, with the time at which
/// they came. Does not block; from one context at a time.
class SentenceReader {
 public:
  /// Receivers whose sentences have no checksum exist; accepting them gives up the only protection
  /// that there is against a flipped bit.
  explicit SentenceReader(bool accepts_no_checksum = false) noexcept
      : accepts_no_checksum_(accepts_no_checksum) {}

  /// The next byte, which came at `now`. Says whether a line has ended with it, and how.
  Line push(char byte, Time now) noexcept {
    if (byte == '$') return start(now);
    if (byte >= ' ' && byte <= '~' && length_ < limit_) {
      buffer_[length_++] = byte;
      return Line::unfinished;
    }
    return end(byte);
  }

  /// After Line::sentence, until the next push.
  Sentence sentence() const noexcept { return Sentence(std::string_view(buffer_.data(), length_)); }
  /// Whether what has come of a line ends in a checksum: only its line end is missing.
  bool has_checksum() const noexcept { return limit_ != 0 && ends_in_checksum(); }
  /// When the `$` of the last line came.
  Time arrival() const noexcept { return arrival_; }

 private:
  Line start(Time now) noexcept;
  Line end(char byte) noexcept;
  Line check() noexcept;
  bool ends_in_checksum() const noexcept { return length_ >= 3 && buffer_[length_ - 3U] == '*'; }

  Time arrival_ = 0;
  alignas(std::uint32_t) std::array<char, max_length - 1> buffer_;  // without the `$`
  std::uint8_t length_ = 0;
  std::uint8_t limit_ = 0;  // of length_; 0 between lines
  bool accepts_no_checksum_;
};

}  // namespace uasyncio::nmea
