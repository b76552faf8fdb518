// SPDX-License-Identifier: MIT
// Fields: reads the fields of an NMEA sentence, one after the other, as integers.
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>

namespace uasyncio::nmea {

/// What an empty field gives.
inline constexpr std::int32_t absent = std::numeric_limits<std::int32_t>::min();

/// What a number must be: so many decimals are kept, further ones dropped; 12.3 with two decimals
/// is 1230, and the bounds are in this unit too. Without decimals there may be no point either. A
/// sign is allowed where `least` is negative.
struct Number {
  std::int32_t least;
  std::int32_t greatest;
  std::uint8_t decimals = 0;
};

/// A day of the calendar. Its functions: from anywhere.
struct Date {
  std::int16_t year = 0;  // 0: no date
  std::uint8_t month = 0;
  std::uint8_t day = 0;

  bool operator==(const Date&) const = default;
  /// Days since 1 January 1970. Only of a date.
  std::int32_t days() const noexcept;
  /// The date of that day.
  static Date of_days(std::int32_t days) noexcept;
};

/// Reads one field at a time, behind the address. A field that is not what it must be makes the
/// whole sentence bad; reading goes on and gives `absent`. So does reading behind the end, which is
/// not bad: ask `left` first. The sentence must outlive it. From one context at a time.
class Fields {
 public:
  explicit Fields(std::string_view sentence) noexcept;

  bool is_bad() const noexcept { return is_bad_; }
  /// How many fields have not been read.
  unsigned left() const noexcept { return left_; }

  /// The field as it stands in the sentence; "" if it is empty.
  std::string_view text() noexcept;
  /// So many fields, whatever they are.
  void skip(unsigned count) noexcept;
  /// A number by this rule.
  std::int32_t number(Number rule) noexcept;
  /// One of the letters of `allowed`; '\0' if it is empty.
  char letter(std::string_view allowed) noexcept;
  /// A field that is `unit` or empty.
  void unit(char unit) noexcept { static_cast<void>(letter(std::string_view(&unit, 1))); }

  /// Two fields, ddmm.mmmm and N or S, in 1e-7 degree, rounded.
  std::int32_t latitude() noexcept { return angle(2, 90, "NS"); }
  /// dddmm.mmmm and E or W.
  std::int32_t longitude() noexcept { return angle(3, 180, "EW"); }
  /// hhmmss or hhmmss.sss: milliseconds since midnight. 23:59:60 is a leap second.
  std::int32_t time_ms() noexcept;
  /// ddmmyy: years from 80 to 99 are those of the 20th century.
  Date date() noexcept;
  /// Three fields: day, month, and the year with four digits.
  Date long_date() noexcept;
  /// A number and a letter: negative if it is the second of `letters`.
  std::int32_t with_direction(Number rule, std::string_view letters) noexcept;

 private:
  std::int32_t angle(unsigned degree_digits, std::int32_t limit, std::string_view letters) noexcept;
  std::int32_t parse(std::string_view field, Number rule) noexcept;
  std::int32_t digits(std::string_view field) noexcept;
  std::int32_t bad() noexcept {
    is_bad_ = true;
    return absent;
  }
  Date checked(std::int32_t year, std::int32_t month, std::int32_t day) noexcept;

  std::string_view rest_;
  std::uint8_t left_ = 0;
  bool is_bad_ = false;
};

}  // namespace uasyncio::nmea
