// SPDX-License-Identifier: MIT
// A fix as text, by integers only, so that a chip needs neither printf nor floating point.
#include "uasyncio/drivers/gps/gps_text.hpp"

#include "uasyncio/core/bytes.hpp"

#include <algorithm>

namespace uasyncio {
namespace {

using nmea::absent;

GpsText unknown() noexcept { return GpsText().add("-"); }

/// `value / divisor`, rounded.
constexpr std::uint32_t rounded(std::uint64_t value, std::uint32_t divisor) noexcept {
  return static_cast<std::uint32_t>((value + divisor / 2) / divisor);
}

GpsText coordinate(std::int32_t value_e7, CoordinateFormat format, char letter) noexcept {
  if (value_e7 == absent) return unknown();
  const bool is_negative = value_e7 < 0;
  const auto e7 = static_cast<std::uint32_t>(is_negative ? -value_e7 : value_e7);
  GpsText text;
  switch (format) {
    case CoordinateFormat::KML:
      return text.add(is_negative ? "-" : "").add_decimal(rounded(e7, 10), 6);
    case CoordinateFormat::DD: text.add_decimal(rounded(e7, 10), 6).add("°"); break;
    case CoordinateFormat::DM: {
      const std::uint32_t minutes_e4 = rounded(e7 * std::uint64_t{60}, 1'000);
      text.add(minutes_e4 / 600'000).add("° ").add_decimal(minutes_e4 % 600'000, 4).add("'");
      break;
    }
    case CoordinateFormat::DMS: {
      const std::uint32_t seconds = rounded(e7 * std::uint64_t{3'600}, 10'000'000);
      text.add(seconds / 3'600).add("° ").add(seconds / 60 % 60).add("' ");
      text.add(seconds % 60).add("\"");
      break;
    }
  }
  return text.add(" ").add({&letter, 1});
}

std::string_view ordinal(unsigned day) noexcept {
  if (day / 10 == 1) return "th";
  constexpr std::string_view endings[] = {"th", "st", "nd", "rd"};
  return endings[day % 10 < 4 ? day % 10 : 0];
}

}  // namespace

GpsText& GpsText::add(std::string_view text) noexcept {
  const std::size_t room = characters_.size() - length_;
  const std::string_view part = detail::part_of(text, 0, room);
  std::copy(part.begin(), part.end(), characters_.begin() + length_);
  length_ = static_cast<std::uint8_t>(length_ + part.size());
  return *this;
}

GpsText& GpsText::add(std::uint32_t number, unsigned digits) noexcept {
  const detail::NumberText text = detail::integer_to_text(number);
  for (std::size_t length = text.view().size(); length < digits; ++length) add("0");
  return add(text.view());
}

GpsText& GpsText::add_decimal(std::uint32_t number, unsigned decimals) noexcept {
  std::uint32_t unit = 1;
  for (unsigned n = 0; n != decimals; ++n) unit *= 10;
  return add(number / unit).add(".").add(number % unit, decimals);
}

GpsText latitude_string(const Fix& fix, CoordinateFormat format) noexcept {
  return coordinate(fix.latitude_e7, format, fix.latitude_e7 < 0 ? 'S' : 'N');
}

GpsText longitude_string(const Fix& fix, CoordinateFormat format) noexcept {
  return coordinate(fix.longitude_e7, format, fix.longitude_e7 < 0 ? 'W' : 'E');
}

GpsText speed_string(const Fix& fix, SpeedUnit unit) noexcept {
  if (fix.speed_milliknots == absent) return unknown();
  struct Unit {
    std::uint32_t per_knot_e6;
    std::string_view name;
  };
  constexpr Unit units[] = {{1'852'000, " km/h"}, {1'150'779, " mph"}, {1'000'000, " knots"}};
  const Unit& chosen = units[static_cast<unsigned>(unit)];
  const std::uint64_t value_e9 =
      std::uint64_t{chosen.per_knot_e6} * static_cast<std::uint32_t>(fix.speed_milliknots);
  return GpsText().add_decimal(rounded(value_e9, 10'000'000), 2).add(chosen.name);
}

GpsText date_string(const nmea::Date& date, DateFormat format) noexcept {
  if (date.year == 0) return unknown();
  constexpr std::string_view months[] = {"January",   "February", "March",    "April",
                                         "May",       "June",     "July",     "August",
                                         "September", "October",  "November", "December"};
  const auto year = static_cast<std::uint32_t>(date.year);
  GpsText text;
  if (format == DateFormat::LONG) {
    text.add(months[date.month - 1]).add(" ").add(date.day).add(ordinal(date.day));
    return text.add(", ").add(year);
  }
  const bool is_month_first = format == DateFormat::MDY;
  text.add(is_month_first ? date.month : date.day, 2).add("/");
  return text.add(is_month_first ? date.day : date.month, 2).add("/").add(year % 100, 2);
}

GpsText time_string(std::int32_t time_ms) noexcept {
  if (time_ms == absent) return unknown();
  // The leap second is the 61st of its minute.
  const auto seconds = static_cast<std::uint32_t>(time_ms) / 1'000;
  const std::uint32_t minutes = std::min(seconds / 60, std::uint32_t{24 * 60 - 1});
  GpsText text;
  text.add(minutes / 60, 2).add(":").add(minutes % 60, 2).add(":");
  return text.add(seconds - minutes * 60, 2);
}

std::string_view compass_direction(const Fix& fix) noexcept {
  constexpr std::string_view names[] = {"N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE",
                                        "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW"};
  if (fix.course_millidegrees == absent) return "-";
  const auto course = static_cast<std::uint32_t>(fix.course_millidegrees);
  return names[(course + 11'250) / 22'500 % 16];
}

}  // namespace uasyncio
