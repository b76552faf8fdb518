// SPDX-License-Identifier: MIT
// GpsState: what a positioning receiver has told, from its bytes and the times at which they came.
// Knows no stream, no task and no clock.
#pragma once

#include "uasyncio/drivers/gps/content.hpp"
#include "uasyncio/drivers/gps/satellites.hpp"

#include <array>
#include <cstdint>

namespace uasyncio {

/// What `data_received` and `Fix::has` ask for: add them up.
enum GpsPart : std::uint8_t { POSITION = 1, COURSE = 2, DATE = 4, ALTITUDE = 8 };

/// Everything that belongs to one time of the receiver; what it has not told is nmea::absent.
struct Fix {
  std::int32_t time_ms = nmea::absent;  // of the day, UTC
  nmea::Date date;                      // year 0: not told
  std::int32_t latitude_e7 = nmea::absent;
  std::int32_t longitude_e7 = nmea::absent;
  std::int32_t altitude_mm = nmea::absent;
  std::int32_t geoid_height_mm = nmea::absent;
  std::int32_t speed_milliknots = nmea::absent;
  std::int32_t course_millidegrees = nmea::absent;  // absent while it stands still
  std::int32_t magnetic_variation_millidegrees = nmea::absent;
  std::uint16_t hdop_centi = 0;  // 0: not told
  std::uint8_t quality = 0;      // as GGA says it: 1 autonomous, 2 differential, 4 and 5 RTK, ...
  std::uint8_t satellites_in_use = 0;
  std::uint8_t parts = 0;  // of GpsPart
  Time arrival = 0;        // when the `$` of its first sentence came

  bool has(unsigned wanted) const noexcept { return (parts & wanted) == wanted; }
  double latitude() const noexcept { return latitude_e7 * 1e-7; }
  double longitude() const noexcept { return longitude_e7 * 1e-7; }
};

struct GpsOptions {
  std::int32_t local_offset_s = 0;   // of local time to UTC
  std::uint8_t mask = nmea::RMC;     // the types for which the callback is called
  bool battery = false;              // time is right without a fix: the receiver has a battery
  bool accepts_no_checksum = false;  // see nmea::SentenceReader
  std::int32_t not_before_days = 0;  // since 1970: a date before this is 1,024 weeks too early, or
                                     // a multiple; 0: dates are taken as they come
  std::uint16_t outage_s = 10;       // time without a fix that counts as an outage
};

/// How many of each; they stop at their greatest value. Of the original: clean, parsed,
/// unsupported, crc_fails.
struct GpsCounters {
  std::uint32_t clean_sentences = 0;        // with a good checksum, whatever they say
  std::uint32_t parsed_sentences = 0;       // of these: known, and applied
  std::uint32_t unsupported_sentences = 0;  // of these: of an unknown type
  std::uint32_t void_sentences = 0;         // of these: the receiver says itself "no fix"
  std::uint16_t malformed_sentences = 0;    // of these: a field is not as it must be
  std::uint16_t crc_fails = 0;
  std::uint16_t no_checksums = 0;
  std::uint16_t too_long = 0;           // lines
  std::uint16_t not_text = 0;           // lines with bytes that are no text
  std::uint16_t restarted = 0;          // lines that ended in another `$`
  std::uint16_t incomplete_groups = 0;  // of GSV
  std::uint16_t no_room = 0;            // groups of GSV with more satellites than there is room for
  std::uint16_t backlogs = 0;           // times that came later than the one behind them allows
  std::uint16_t outages = 0;            // see GpsOptions, counted when they end
};

/// Sentences are applied whole or not at all. All functions: from one context at a time.
class GpsState {
 public:
  GpsState(std::span<nmea::Satellite> room, const GpsOptions& options) noexcept
      : reader_(options.accepts_no_checksum), satellites_(room), options_(options) {}

  /// One byte, which came at `now`. The type of the sentence (nmea::Type) that has been applied
  /// with it; mostly 0.
  std::uint8_t push(char byte, Time now) noexcept {
    const nmea::Line line = reader_.push(byte, now);
    return line == nmea::Line::unfinished ? std::uint8_t{0} : end_line(line);
  }

  /// The newest time with a position, growing while its sentences come. `parts` is 0 before the
  /// first one. Its age says whether it is of use.
  const Fix& fix() const noexcept { return fix_; }
  /// What the receiver has told of its newest time, with a position (`parts`) or without: time,
  /// satellites in use, dilution. In a cold start this is all that there is.
  const Fix& newest() const noexcept { return now_; }
  /// Whether the receiver's newest time is a fix.
  bool valid() const noexcept { return now_.has(POSITION); }
  const nmea::Satellites& satellites() const noexcept { return satellites_; }
  const GpsCounters& counters() const noexcept { return counters_; }
  const GpsOptions& options() const noexcept { return options_; }
  /// The sentence that has ended last, until the next `push`.
  nmea::Sentence sentence() const noexcept { return reader_.sentence(); }
  /// Whether a sentence has come but for its line end.
  bool lacks_line_end() const noexcept { return reader_.has_checksum(); }
  /// When the `$` of the last sentence came.
  Time arrival() const noexcept { return reader_.arrival(); }
  std::uint16_t pdop_centi() const noexcept { return pdop_centi_; }
  std::uint16_t vdop_centi() const noexcept { return vdop_centi_; }

  /// Whether date and time are known: from RMC and ZDA, with a fix or a battery.
  bool has_utc() const noexcept { return has_utc_; }
  /// Milliseconds since 1970, as told last, without leap seconds: 23:59:60 is 0:00:00.
  std::int64_t utc_ms() const noexcept { return utc_ms_; }
  /// Whether that was 23:59:60.
  bool utc_is_leap_second() const noexcept { return utc_is_leap_second_; }
  /// When the `$` of the sentence came that told it.
  Time utc_arrival() const noexcept { return utc_arrival_; }

  /// Counts the sentences that told a part, modulo 2^16.
  std::uint16_t serial(GpsPart part) const noexcept;
  /// Counts the groups of GSV that were complete.
  std::uint16_t groups() const noexcept { return groups_; }

 private:
  static constexpr unsigned parts = 4;

  std::uint8_t end_line(nmea::Line line) noexcept;
  std::uint8_t read_sentence() noexcept;
  bool apply(const nmea::Content& content) noexcept;
  bool apply_satellites(const nmea::Content& content) noexcept;
  bool apply_void(const nmea::Content& content) noexcept;
  bool apply_fix(const nmea::Content& content) noexcept;
  void begin_time(const nmea::Content& content) noexcept;
  void copy(const nmea::Content& content) noexcept;
  bool trusts_time(const nmea::Content& content) const noexcept;
  bool take_utc(const nmea::Content& content) noexcept;
  void publish(unsigned new_parts) noexcept;

  nmea::SentenceReader reader_;
  nmea::Satellites satellites_;
  GpsOptions options_;
  GpsCounters counters_;
  Fix now_;  // the newest time, with or without a position
  Fix fix_;
  std::int64_t utc_ms_ = 0;
  Time utc_arrival_ = 0;
  std::array<std::uint16_t, parts> serials_{};
  std::uint16_t groups_ = 0;
  std::uint16_t pdop_centi_ = 0;
  std::uint16_t vdop_centi_ = 0;
  bool has_utc_ = false;
  bool utc_is_leap_second_ = false;
  bool was_valid_ = false;  // the time before it was a fix
  bool is_void_ = false;    // a sentence of the newest time has said that it is no fix
};

}  // namespace uasyncio
