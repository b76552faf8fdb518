// SPDX-License-Identifier: MIT
// Content: what an NMEA sentence of a positioning receiver says. The functions read what they are
// given and keep nothing: from anywhere.
#pragma once

#include "uasyncio/drivers/gps/fields.hpp"
#include "uasyncio/drivers/gps/sentence_reader.hpp"

#include <array>
#include <cstdint>

namespace uasyncio::nmea {

/// As in the original's masks, one bit each.
enum Type : std::uint8_t {
  RMC = 1,
  GLL = 2,
  VTG = 4,
  GGA = 8,
  GSA = 16,
  GSV = 32,
  GNS = 64,
  ZDA = 128,
};

/// The type of a sentence, from any talker; 0 if it is none of these.
std::uint8_t type_of(const Sentence& sentence) noexcept;

/// Whose satellites: the numbers of NMEA 4.11. `mixed` is a sentence about several systems.
enum class System : std::uint8_t { mixed, gps, glonass, galileo, beidou, qzss, navic, other };

/// The system of a talker: GP, GL, GA, GB or BD or PQ, GQ or QZ, GI; GN is mixed.
System system_of(std::string_view talker) noexcept;

/// A satellite in view; angles in degrees.
struct Satellite {
  static constexpr std::int8_t no_elevation = -128;
  static constexpr std::uint16_t no_azimuth = 0x1FF;
  static constexpr std::uint8_t no_snr = 255;

  std::uint16_t prn = 0;
  std::uint16_t azimuth : 9 = no_azimuth;
  std::uint16_t round : 7 = 0;  // when it was last seen: for Satellites
  std::int8_t elevation = no_elevation;
  std::uint8_t snr_db = no_snr;  // 0 to 99; no_snr: it is not tracked
  std::uint8_t system : 3 = 0;   // a System
  std::uint8_t is_in_use : 1 = 0;
  std::uint8_t is_pending : 1 = 0;  // its group has not come to its end
  std::uint8_t signal = 0;          // of NMEA 4.10: 0 if it is not told

  bool has_snr() const noexcept { return snr_db != no_snr; }
};

/// Numbers that the sentence does not have are `absent`. Units are in the names: a milliknot is
/// 1/1000 knot, "centi" is 1/100.
struct Content {
  std::uint8_t type = 0;
  bool is_valid = true;  // false: the receiver itself says that this is no fix

  std::int32_t time_ms = absent;  // of the day, UTC
  Date date;
  std::int32_t latitude_e7 = absent;  // 1e-7 degree, about a centimetre
  std::int32_t longitude_e7 = absent;
  std::int32_t altitude_mm = absent;  // above mean sea level
  std::int32_t geoid_height_mm = absent;
  std::int32_t speed_milliknots = absent;
  std::int32_t course_millidegrees = absent;
  std::int32_t magnetic_variation_millidegrees = absent;  // west is negative
  std::int32_t quality = absent;                          // of GGA; of GNS 1 to 5, see the docs
  std::int32_t satellites_in_use = absent;
  std::int32_t pdop_centi = absent;
  std::int32_t hdop_centi = absent;
  std::int32_t vdop_centi = absent;

  // GSA and GSV
  System system = System::mixed;
  std::uint8_t signal = 0;
  std::int32_t group_size = absent;   // how many sentences tell all satellites
  std::int32_t group_index = absent;  // which of them this is, from 1
  std::int32_t in_view = absent;
  std::uint8_t count = 0;               // of the following
  std::array<Satellite, 4> satellites;  // GSV
  std::array<std::uint16_t, 12> used;   // GSA: numbers of satellites

  bool has_position() const noexcept { return latitude_e7 != absent && longitude_e7 != absent; }
};

/// Reads the whole sentence into a new `content`. False if its type is not one of `Type`, or
/// if anything in it is not as it must be: too few fields, digits, ranges, letters; then `content`
/// means nothing.
bool read_content(const Sentence& sentence, Content& content) noexcept;

}  // namespace uasyncio::nmea
