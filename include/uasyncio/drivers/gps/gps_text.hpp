// SPDX-License-Identifier: MIT
// What a Fix says, as text: the original's latitude_string, time_string and so on. From anywhere:
// they read what they are given and keep nothing.
#pragma once

#include "uasyncio/core/print.hpp"
#include "uasyncio/drivers/gps/gps_state.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace uasyncio {

/// Degrees with six decimals; degrees and minutes with four; degrees, minutes and whole seconds; or
/// signed degrees without a letter, as in KML files.
enum class CoordinateFormat : std::uint8_t { DD, DM, DMS, KML };
enum class SpeedUnit : std::uint8_t { KPH, MPH, KNOT };
/// 05/28/11, 28/05/11, or May 28th, 2011.
enum class DateFormat : std::uint8_t { MDY, DMY, LONG };

/// A short text in place, up to 31 bytes; what does not fit is cut off. One context at a time may
/// add to it.
class GpsText {
 public:
  std::string_view view() const noexcept { return {characters_.data(), length_}; }
  operator std::string_view() const noexcept { return view(); }
  /// For `print`.
  void write_to(TextSink sink) const noexcept { sink(characters_.data(), length_); }

  /// Adds it at the end, as the other two.
  GpsText& add(std::string_view text) noexcept;
  /// With leading zeros to at least so many digits.
  GpsText& add(std::uint32_t number, unsigned digits = 1) noexcept;
  /// `number` is in 10^-decimals: all of them are written.
  GpsText& add_decimal(std::uint32_t number, unsigned decimals) noexcept;

 private:
  std::array<char, 31> characters_;
  std::uint8_t length_ = 0;
};

/// Of a value that was not told: "-". In UTF-8.
GpsText latitude_string(const Fix& fix, CoordinateFormat format = CoordinateFormat::DM) noexcept;
GpsText longitude_string(const Fix& fix, CoordinateFormat format = CoordinateFormat::DM) noexcept;
GpsText speed_string(const Fix& fix, SpeedUnit unit = SpeedUnit::KPH) noexcept;
GpsText date_string(const nmea::Date& date, DateFormat format = DateFormat::MDY) noexcept;
/// Of a time of the day in milliseconds: 18:00:41.
GpsText time_string(std::int32_t time_ms) noexcept;
/// One of sixteen directions: N, NNE, NE, ...; "-" if the course was not told.
std::string_view compass_direction(const Fix& fix) noexcept;

}  // namespace uasyncio
