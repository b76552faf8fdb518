// SPDX-License-Identifier: MIT
// The fields of a sentence as numbers. All are integers of fixed decimals: 1e-7 degrees are exact
// in 32 bits, and a chip without floating point reads them quickly. A bad field marks the whole
// sentence, so that readers need not look at each.
#include "uasyncio/drivers/gps/fields.hpp"

#include "uasyncio/core/bytes.hpp"

#include <algorithm>
#include <chrono>

namespace uasyncio::nmea {
namespace {

constexpr std::int32_t minute_e7 = 10'000'000;  // minutes with seven decimals fit into 32 bits
constexpr std::int32_t degree_e7 = 10'000'000;

bool is_digit(char character) noexcept { return character >= '0' && character <= '9'; }

}  // namespace

std::int32_t Date::days() const noexcept {
  using namespace std::chrono;
  const year_month_day date{std::chrono::year(year), std::chrono::month(month),
                            std::chrono::day(day)};
  return static_cast<std::int32_t>(sys_days(date).time_since_epoch().count());
}

Date Date::of_days(std::int32_t days) noexcept {
  using namespace std::chrono;
  const year_month_day date{sys_days(std::chrono::days(days))};
  Date result;
  result.year = static_cast<std::int16_t>(static_cast<int>(date.year()));
  result.month = static_cast<std::uint8_t>(static_cast<unsigned>(date.month()));
  result.day = static_cast<std::uint8_t>(static_cast<unsigned>(date.day()));
  return result;
}

Fields::Fields(std::string_view sentence) noexcept : rest_(sentence) {
  left_ = static_cast<std::uint8_t>(std::count(sentence.begin(), sentence.end(), ','));
  rest_.remove_prefix(detail::length_before(rest_, ','));
}

std::string_view Fields::text() noexcept {
  if (left_ == 0) return {};
  --left_;
  rest_.remove_prefix(1);  // the comma
  std::size_t size = 0;
  while (size != rest_.size() && rest_[size] != ',') ++size;
  const std::string_view field = detail::part_of(rest_, 0, size);
  rest_.remove_prefix(size);
  return field;
}

void Fields::skip(unsigned count) noexcept {
  while (count-- != 0) static_cast<void>(text());
}

std::int32_t Fields::number(Number rule) noexcept {
  const std::string_view field = text();
  return field.empty() ? absent : parse(field, rule);
}

std::int32_t Fields::parse(std::string_view field, Number rule) noexcept {
  const bool is_negative = field.starts_with('-');
  if (is_negative || field.starts_with('+')) {
    if (rule.least >= 0) return bad();
    field.remove_prefix(1);
  }
  constexpr std::int32_t overflow = 200'000'000;  // ten times this and a digit fit into 32 bits
  std::int32_t value = 0;
  unsigned missing = rule.decimals;
  bool has_digits = false;
  bool is_fraction = false;
  for (const char character : field) {
    if (character == '.' && !is_fraction && rule.decimals != 0) {
      is_fraction = true;
      continue;
    }
    if (!is_digit(character)) return bad();
    has_digits = true;
    if (is_fraction && missing == 0) continue;
    if (is_fraction) --missing;
    if (value > overflow) return bad();
    value = value * 10 + (character - '0');
  }
  for (; missing != 0; --missing) {
    if (value > overflow) return bad();
    value *= 10;
  }
  if (is_negative) value = -value;
  return !has_digits || value < rule.least || value > rule.greatest ? bad() : value;
}

char Fields::letter(std::string_view allowed) noexcept {
  const std::string_view field = text();
  if (field.empty()) return '\0';
  const bool is_one = field.size() == 1;
  if (is_one && detail::length_before(allowed, field[0]) != allowed.size()) return field[0];
  is_bad_ = true;
  return '\0';
}

std::int32_t Fields::digits(std::string_view field) noexcept {
  std::int32_t value = 0;
  for (const char character : field) {
    if (!is_digit(character)) return bad();
    value = value * 10 + (character - '0');
  }
  return value;
}

std::int32_t Fields::angle(unsigned degree_digits, std::int32_t limit,
                           std::string_view letters) noexcept {
  const std::string_view field = text();
  const char hemisphere = letter(letters);
  if (field.empty() != (hemisphere == '\0')) return bad();
  if (field.empty()) return absent;
  const std::size_t whole = detail::length_before(field, '.');
  if (whole != degree_digits + 2) return bad();
  const std::int32_t degrees = digits(detail::part_of(field, 0, degree_digits));
  // Receivers that round say 8960.0000 for 90 degrees.
  const std::int32_t minutes = parse(detail::part_of(field, degree_digits), {0, 60 * minute_e7, 7});
  if (is_bad_ || degrees > limit) return bad();
  const std::int32_t value = degrees * degree_e7 + (minutes + 30) / 60;
  if (value > limit * degree_e7) return bad();
  return hemisphere == letters[1] ? -value : value;
}

std::int32_t Fields::time_ms() noexcept {
  const std::string_view field = text();
  if (field.empty()) return absent;
  if (detail::length_before(field, '.') != 6) return bad();
  const std::int32_t hours = digits(detail::part_of(field, 0, 2));
  const std::int32_t minutes = digits(detail::part_of(field, 2, 2));
  const std::int32_t ms = parse(detail::part_of(field, 4), {0, 60'999, 3});
  const bool is_leap_second = ms >= 60'000;
  if (hours > 23 || minutes > 59) return bad();
  if (is_leap_second && (hours != 23 || minutes != 59)) return bad();
  return is_bad_ ? absent : (hours * 60 + minutes) * 60'000 + ms;
}

Date Fields::checked(std::int32_t year, std::int32_t month, std::int32_t day) noexcept {
  using namespace std::chrono;
  const year_month_day date{std::chrono::year(year),
                            std::chrono::month(static_cast<unsigned>(month)),
                            std::chrono::day(static_cast<unsigned>(day))};
  if (is_bad_ || !date.ok()) {
    is_bad_ = true;
    return {};
  }
  Date result;
  result.year = static_cast<std::int16_t>(year);
  result.month = static_cast<std::uint8_t>(month);
  result.day = static_cast<std::uint8_t>(day);
  return result;
}

Date Fields::date() noexcept {
  const std::string_view field = text();
  if (field.empty()) return {};
  if (field.size() != 6) is_bad_ = true;
  const std::int32_t value = is_bad_ ? absent : digits(field);
  if (is_bad_) return {};
  const std::int32_t year = value % 100;
  return checked(year + (year < 80 ? 2000 : 1900), value / 100 % 100, value / 10'000);
}

Date Fields::long_date() noexcept {
  const std::int32_t day = number({1, 31});
  const std::int32_t month = number({1, 12});
  const std::int32_t year = number({1980, 2999});
  const bool is_whole = day != absent && month != absent && year != absent;
  return is_whole ? checked(year, month, day) : Date{};
}

std::int32_t Fields::with_direction(Number rule, std::string_view letters) noexcept {
  const std::int32_t value = number(rule);
  const char direction = letter(letters);
  return value != absent && direction == letters[1] ? -value : value;
}

}  // namespace uasyncio::nmea
