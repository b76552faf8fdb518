// SPDX-License-Identifier: MIT
// What the sentences of NMEA say. A sentence is read whole before any of it counts, and one bad
// field refuses all of it: a checksum of two digits lets one in 256 damaged lines through.
#include "uasyncio/drivers/gps/content.hpp"

namespace uasyncio::nmea {
namespace {

constexpr Number speed{0, 99'999'999, 3};
constexpr Number course{0, 360'000, 3};
constexpr Number variation{-180'000, 180'000, 3};
constexpr Number height{-99'999'999, 999'999'999, 3};
constexpr Number dilution{0, 999'999, 2};
constexpr std::string_view modes = "ADEFMNPRS";

void read_position(Fields& fields, Content& content) {
  content.latitude_e7 = fields.latitude();
  content.longitude_e7 = fields.longitude();
}

void read_status(Fields& fields, Content& content) {
  content.is_valid = fields.letter("AV") == 'A';
}

/// The letter for how the position was found, which older receivers do not send.
void read_mode(Fields& fields, Content& content) {
  if (fields.left() != 0 && fields.letter(modes) == 'N') content.is_valid = false;
}

void read_rmc(Fields& fields, Content& content) {
  content.time_ms = fields.time_ms();
  read_status(fields, content);
  read_position(fields, content);
  content.speed_milliknots = fields.number(speed);
  content.course_millidegrees = fields.number(course);
  content.date = fields.date();
  content.magnetic_variation_millidegrees = fields.with_direction(variation, "EW");
  read_mode(fields, content);
}

void read_gll(Fields& fields, Content& content) {
  read_position(fields, content);
  content.time_ms = fields.time_ms();
  read_status(fields, content);
  read_mode(fields, content);
}

void read_vtg(Fields& fields, Content& content) {
  content.course_millidegrees = fields.number(course);
  fields.unit('T');
  fields.number(course);
  fields.unit('M');
  content.speed_milliknots = fields.number(speed);
  fields.unit('N');
  fields.number(speed);
  fields.unit('K');
  read_mode(fields, content);
  if (content.speed_milliknots == absent) content.is_valid = false;
}

void read_gga(Fields& fields, Content& content) {
  content.time_ms = fields.time_ms();
  read_position(fields, content);
  content.quality = fields.number({0, 9});
  content.is_valid = content.quality > 0;
  content.satellites_in_use = fields.number({0, 99});
  content.hdop_centi = fields.number(dilution);
  content.altitude_mm = fields.number(height);
  fields.unit('M');
  content.geoid_height_mm = fields.number(height);
  fields.unit('M');
}

/// One letter for each system; the best of them counts. As GGA's numbers: 1 autonomous,
/// 2 differential, 4 RTK, 5 float RTK, 6 estimated, 7 manual, 8 simulated.
std::int32_t quality_of(std::string_view letters, bool& is_bad) noexcept {
  constexpr std::string_view from_worst = "NSMEAPDFR";
  constexpr std::int8_t numbers[] = {0, 8, 7, 6, 1, 1, 2, 5, 4};
  std::size_t best = 0;
  for (const char letter : letters) {
    const std::size_t rank = detail::length_before(from_worst, letter);
    if (rank == from_worst.size()) {
      is_bad = true;
      return 0;
    }
    best = rank > best ? rank : best;
  }
  return numbers[best];
}

bool read_gns(Fields& fields, Content& content) {
  bool is_bad = false;
  content.time_ms = fields.time_ms();
  read_position(fields, content);
  content.quality = quality_of(fields.text(), is_bad);
  content.is_valid = content.quality > 0;
  content.satellites_in_use = fields.number({0, 99});
  content.hdop_centi = fields.number(dilution);
  content.altitude_mm = fields.number(height);
  content.geoid_height_mm = fields.number(height);
  return !is_bad;
}

/// Before NMEA 4.11 a GSA of talker GN does not say of which system it speaks; numbers do.
System system_of_number(std::uint16_t prn) noexcept {
  if (prn >= 65 && prn <= 99) return System::glonass;
  if (prn >= 193 && prn <= 202) return System::qzss;
  if (prn > 202 && prn <= 264) return System::beidou;
  return prn > 264 ? System::galileo : System::gps;
}

bool read_gsa(Fields& fields, Content& content) {
  fields.letter("AM");
  const std::int32_t fix = fields.number({1, 3});
  content.is_valid = fix > 1;
  for (unsigned n = 0; n != content.used.size(); ++n) {
    const std::int32_t number = fields.number({0, 999});
    if (number > 0) content.used[content.count++] = static_cast<std::uint16_t>(number);
  }
  content.pdop_centi = fields.number(dilution);
  content.hdop_centi = fields.number(dilution);
  content.vdop_centi = fields.number(dilution);
  if (fields.left() != 0) {
    const std::int32_t system = fields.number({0, 7});
    if (system > 0) content.system = static_cast<System>(system);
  }
  if (content.system == System::mixed && content.count != 0) {
    content.system = system_of_number(content.used[0]);
  }
  return true;
}

/// "29.0" counts as 29; empty is "not tracked".
Satellite read_satellite(Fields& fields) noexcept {
  Satellite satellite;
  const std::int32_t prn = fields.number({0, 999});
  const std::int32_t elevation = fields.number({-90, 90});
  const std::int32_t azimuth = fields.number({0, 360});
  const std::int32_t snr = fields.number({0, 999, 1});
  if (prn != absent) satellite.prn = static_cast<std::uint16_t>(prn);
  if (elevation != absent) satellite.elevation = static_cast<std::int8_t>(elevation);
  if (azimuth != absent) satellite.azimuth = static_cast<std::uint16_t>(azimuth) & 0x1FF;
  if (snr != absent) satellite.snr_db = static_cast<std::uint8_t>(snr / 10);
  return satellite;
}

bool read_gsv(Fields& fields, Content& content) {
  content.group_size = fields.number({1, 99});
  content.group_index = fields.number({1, 99});
  content.in_view = fields.number({0, 99});
  const bool has_numbers =
      content.group_size != absent && content.group_index != absent && content.in_view != absent;
  if (!has_numbers || content.group_index > content.group_size) return false;

  while (fields.left() >= 4 && content.count != content.satellites.size()) {
    const Satellite satellite = read_satellite(fields);
    if (satellite.prn != 0) content.satellites[content.count++] = satellite;
  }
  if (fields.left() > 1) return false;
  if (fields.left() == 1) {
    const std::string_view signal = fields.text();  // a hexadecimal digit
    if (signal.size() > 1) return false;
    if (!signal.empty()) content.signal = static_cast<std::uint8_t>(signal[0]);
  }
  return true;
}

void read_zda(Fields& fields, Content& content) {
  content.time_ms = fields.time_ms();
  content.date = fields.long_date();
}

/// What a type needs: fields behind the address.
unsigned least_fields(std::uint8_t type) noexcept {
  switch (type) {
    case RMC: return 11;
    case GLL: return 6;
    case VTG: return 8;
    case GGA: return 14;
    case GSA: return 17;
    case GSV: return 3;
    case GNS: return 12;
    default: return 4;
  }
}

bool read(std::uint8_t type, Fields& fields, Content& content) noexcept {
  switch (type) {
    case RMC: read_rmc(fields, content); return true;
    case GLL: read_gll(fields, content); return true;
    case VTG: read_vtg(fields, content); return true;
    case GGA: read_gga(fields, content); return true;
    case GSA: return read_gsa(fields, content);
    case GSV: return read_gsv(fields, content);
    case GNS: return read_gns(fields, content);
    default: read_zda(fields, content); return true;
  }
}

/// Whether the letters stand at `place` of the list, which has them there.
bool stands_at(std::string_view list, std::size_t place, std::string_view letters) noexcept {
  for (const char letter : letters) {
    if (list[place++] != letter) return false;
  }
  return true;
}

constexpr std::string_view types = "RMCGLLVTGGGAGSAGSVGNSZDA";  // in the order of Type
constexpr std::string_view talkers = "GNGPGLGAGBGQGIBDQZPQ";
constexpr System systems[] = {System::mixed,  System::gps,   System::glonass, System::galileo,
                              System::beidou, System::qzss,  System::navic,   System::beidou,
                              System::qzss,   System::beidou};

}  // namespace

std::uint8_t type_of(const Sentence& sentence) noexcept {
  const std::string_view type = sentence.type();
  if (type.empty()) return 0;
  for (std::size_t n = 0; n * 3 != types.size(); ++n) {
    if (stands_at(types, n * 3, type)) return static_cast<std::uint8_t>(1U << n);
  }
  return 0;
}

System system_of(std::string_view talker) noexcept {
  for (std::size_t n = 0; n * 2 != talkers.size() && talker.size() == 2; ++n) {
    if (stands_at(talkers, n * 2, talker)) return systems[n];
  }
  return System::other;
}

bool read_content(const Sentence& sentence, Content& content) noexcept {
  content.type = type_of(sentence);
  Fields fields(sentence.text());
  if (content.type == 0 || fields.left() < least_fields(content.type)) return false;
  content.system = system_of(sentence.talker());
  return read(content.type, fields, content) && !fields.is_bad();
}

}  // namespace uasyncio::nmea
