// SPDX-License-Identifier: MIT
// What a receiver has told so far. A second is told in several sentences, so what belongs to one
// time is collected, and becomes the fix only while the receiver vouches for it; a time without a
// position empties nothing of the last fix.
#include "uasyncio/drivers/gps/gps_state.hpp"

#include "uasyncio/drivers/saturating_count.hpp"

#include <bit>
#include <limits>

namespace uasyncio {
namespace {

using detail::count;
using nmea::absent;
using nmea::Content;
using nmea::Line;

constexpr std::int32_t ms_per_day = 86'400'000;
constexpr std::int32_t days_of_1024_weeks = 7'168;

constexpr unsigned tells_position = nmea::RMC | nmea::GLL | nmea::GGA | nmea::GNS;
constexpr unsigned tells_altitude = nmea::GGA | nmea::GNS;
constexpr unsigned tells_course = nmea::RMC | nmea::VTG;
constexpr unsigned tells_date = nmea::RMC | nmea::ZDA;

void copy_if_told(std::int32_t& to, std::int32_t from) noexcept {
  if (from != absent) to = from;
}

/// Dilutions above 655 are 655.35.
void copy_if_told(std::uint16_t& to, std::int32_t from) noexcept {
  constexpr std::int32_t most = std::numeric_limits<std::uint16_t>::max();
  if (from != absent) to = static_cast<std::uint16_t>(from < most ? from : most);
}

void copy_if_told(std::uint8_t& to, std::int32_t from) noexcept {
  if (from != absent) to = static_cast<std::uint8_t>(from);
}

/// Some receivers tell the course as 0 when they stand still, others leave it out; both are a
/// course that has been told.
unsigned parts_of(const Content& content) noexcept {
  unsigned result = 0;
  if ((content.type & tells_position) != 0) result |= POSITION;
  if ((content.type & tells_course) != 0 && content.speed_milliknots != absent) result |= COURSE;
  if ((content.type & tells_altitude) != 0 && content.altitude_mm != absent) result |= ALTITUDE;
  if ((content.type & tells_date) != 0 && content.date.year != 0) result |= DATE;
  return result;
}

}  // namespace

std::uint16_t GpsState::serial(GpsPart part) const noexcept {
  return serials_[static_cast<unsigned>(std::countr_zero(static_cast<unsigned>(part)))];
}

std::uint8_t GpsState::end_line(Line line) noexcept {
  switch (line) {
    case Line::sentence: return read_sentence();
    case Line::bad_checksum: count(counters_.crc_fails); break;
    case Line::no_checksum: count(counters_.no_checksums); break;
    case Line::too_long: count(counters_.too_long); break;
    case Line::not_text: count(counters_.not_text); break;
    case Line::restarted: count(counters_.restarted); break;
    case Line::unfinished: break;
  }
  return 0;
}

std::uint8_t GpsState::read_sentence() noexcept {
  count(counters_.clean_sentences);
  Content content;
  if (!nmea::read_content(reader_.sentence(), content)) {
    if (content.type == 0) {
      count(counters_.unsupported_sentences);
    } else {
      count(counters_.malformed_sentences);
    }
    return 0;
  }
  if (!apply(content)) return 0;
  count(counters_.parsed_sentences);
  return content.type;
}

bool GpsState::apply(const Content& content) noexcept {
  if ((content.type & (nmea::GSA | nmea::GSV)) != 0) return apply_satellites(content);
  const bool needs_all = (content.type & tells_position) != 0 && content.is_valid;
  if (needs_all && (!content.has_position() || content.time_ms == absent)) {
    count(counters_.malformed_sentences);
    return false;
  }
  if (content.time_ms != absent && content.time_ms != now_.time_ms) begin_time(content);
  return content.is_valid ? apply_fix(content) : apply_void(content);
}

bool GpsState::apply_satellites(const Content& content) noexcept {
  if (content.type == nmea::GSA) {
    if (!content.is_valid) {
      count(counters_.void_sentences);
      return false;
    }
    satellites_.use(content);
    copy_if_told(pdop_centi_, content.pdop_centi);
    copy_if_told(now_.hdop_centi, content.hdop_centi);
    copy_if_told(vdop_centi_, content.vdop_centi);
    return true;
  }
  switch (satellites_.add(content)) {
    case nmea::Satellites::Outcome::complete: ++groups_; break;
    case nmea::Satellites::Outcome::incomplete: count(counters_.incomplete_groups); break;
    case nmea::Satellites::Outcome::no_room: count(counters_.no_room); break;
    case nmea::Satellites::Outcome::pending: break;
  }
  return true;
}

/// A time begins with the first sentence that tells it.
void GpsState::begin_time(const Content& content) noexcept {
  const Time arrival = reader_.arrival();
  const std::int32_t ms = now_.time_ms == absent ? 0 : content.time_ms - now_.time_ms;
  const bool is_successor = ms > 0 && ms <= 10'000;
  if (is_successor && 2 * (arrival - now_.arrival) < to_microseconds(from_milliseconds(ms))) {
    count(counters_.backlogs);
  }
  if (satellites_.begin_time()) count(counters_.incomplete_groups);
  was_valid_ = valid();
  now_ = Fix();
  now_.time_ms = content.time_ms;
  now_.arrival = arrival;
  is_void_ = false;
}

/// The receiver has no fix: this time has no position, whatever its other sentences say. GGA and
/// GNS still tell how many satellites there are.
bool GpsState::apply_void(const Content& content) noexcept {
  const bool is_of_position = (content.type & tells_position) != 0;
  if (is_of_position) {
    is_void_ = true;
    now_.parts = 0;
    now_.latitude_e7 = now_.longitude_e7 = absent;
  }
  if (content.type == nmea::RMC && options_.battery) take_utc(content);
  if ((content.type & tells_altitude) != 0) {
    copy_if_told(now_.satellites_in_use, content.satellites_in_use);
    copy_if_told(now_.hdop_centi, content.hdop_centi);
    return true;
  }
  count(counters_.void_sentences);
  return false;
}

bool GpsState::apply_fix(const Content& content) noexcept {
  unsigned new_parts = parts_of(content);
  if (!trusts_time(content) || !take_utc(content)) new_parts &= ~unsigned{DATE};
  if (is_void_) {
    count(counters_.void_sentences);
    return false;
  }
  copy(content);
  publish(new_parts);
  return true;
}

/// ZDA does not say whether the receiver has a fix: the sentences around it do.
bool GpsState::trusts_time(const Content& content) const noexcept {
  if (options_.battery) return true;
  const bool is_of_fix = content.type == nmea::RMC || valid() || was_valid_;
  return is_of_fix && !is_void_;
}

void GpsState::copy(const Content& content) noexcept {
  copy_if_told(now_.latitude_e7, content.latitude_e7);
  copy_if_told(now_.longitude_e7, content.longitude_e7);
  copy_if_told(now_.altitude_mm, content.altitude_mm);
  copy_if_told(now_.geoid_height_mm, content.geoid_height_mm);
  copy_if_told(now_.speed_milliknots, content.speed_milliknots);
  copy_if_told(now_.course_millidegrees, content.course_millidegrees);
  copy_if_told(now_.magnetic_variation_millidegrees, content.magnetic_variation_millidegrees);
  copy_if_told(now_.quality, content.quality);
  copy_if_told(now_.satellites_in_use, content.satellites_in_use);
  copy_if_told(now_.hdop_centi, content.hdop_centi);
}

/// Receivers count weeks with ten bits: one that is older than a roll-over is 1,024 weeks behind.
bool GpsState::take_utc(const Content& content) noexcept {
  if (content.date.year == 0 || content.time_ms == absent) return false;
  std::int32_t days = content.date.days();
  now_.date = content.date;
  if (days < options_.not_before_days) {
    while (days < options_.not_before_days) days += days_of_1024_weeks;
    now_.date = nmea::Date::of_days(days);
  }
  utc_ms_ = std::int64_t{days} * ms_per_day + content.time_ms;
  utc_is_leap_second_ = content.time_ms >= ms_per_day;
  utc_arrival_ = reader_.arrival();
  has_utc_ = true;
  return true;
}

void GpsState::publish(unsigned new_parts) noexcept {
  now_.parts = static_cast<std::uint8_t>(now_.parts | new_parts);
  for (unsigned n = 0; n != parts; ++n) {
    if ((new_parts >> n & 1) != 0) ++serials_[n];
  }
  if (!valid()) return;
  const Time gap = now_.arrival - fix_.arrival;
  const Time outage = to_microseconds(from_seconds(options_.outage_s));
  if (fix_.parts != 0 && gap > outage) count(counters_.outages);
  fix_ = now_;
}

}  // namespace uasyncio
