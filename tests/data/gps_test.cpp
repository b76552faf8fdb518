// SPDX-License-Identifier: MIT
// The GPS driver on the logs of 34 receivers, on published single sentences, and on a capture of a
// receiver's wire.
#include "tests/data/recordings.hpp"
#include "uasyncio/drivers/gps/gps_state.hpp"

#include <cmath>
#include <map>

using namespace uasyncio;

namespace {

/// A log's stream: lines that start with # are comments of those who recorded it.
std::string stream_of(const std::string& log) {
  std::string result;
  std::size_t begin = 0;
  while (begin != log.size()) {
    const std::size_t end = std::min(log.find('\n', begin), log.size() - 1) + 1;
    if (log[begin] != '#') result += log.substr(begin, end - begin);
    begin = end;
  }
  return result;
}

TEST(GpsLogs, Have12813GoodSentencesAnd1258WholeGroupsOfSatellites) {
  unsigned long sentences = 0;
  unsigned long groups = 0;
  for (const auto& path : recordings::files("gps", ".log")) {
    std::array<nmea::Satellite, 200> room{};
    GpsState gps(room, {});
    for (const char byte : stream_of(recordings::read(path))) gps.push(byte, 0);
    sentences += gps.counters().clean_sentences;
    groups += gps.groups();
    EXPECT_EQ(gps.counters().no_room, 0) << path;
  }
  EXPECT_EQ(sentences, 12'813u);
  EXPECT_EQ(groups, 1'258u);
}

/// Seconds of "12:35:19.25+00:00", as milliseconds of the day.
std::int32_t ms_of(const std::string& text) {
  int hours = 0;
  int minutes = 0;
  double seconds = 0;
  EXPECT_EQ(std::sscanf(text.c_str(), "%d:%d:%lf", &hours, &minutes, &seconds), 3) << text;
  return (hours * 60 + minutes) * 60'000 + static_cast<std::int32_t>(seconds * 1000 + 1e-6);
}

void expect_near(std::int32_t value, const std::string& text, double unit, double tolerance,
                 const std::string& where) {
  if (text.empty()) return;
  ASSERT_NE(value, nmea::absent) << where;
  EXPECT_NEAR(value * unit, std::stod(text), tolerance) << where;
}

/// The reference's reader (pynmea2) takes what is no sentence: these are refused on purpose.
bool is_refused_on_purpose(const std::string& line) {
  return line.find("2208-1") != std::string::npos ||                       // the date
         line.find("$GPRMC,000346.03,A,4") != std::string::npos ||         // cut off
         line.find("$GNRMC,001053.00,A,4404.14083") != std::string::npos;  // the same
}

TEST(GpsLogs, EveryDecodedRowAgreesTo1e7Degree) {
  unsigned rows = 0;
  unsigned refused = 0;
  for (const auto& path : recordings::files("gps", ".ref.tsv")) {
    std::string log = path.string();
    log.replace(log.size() - 8, 8, ".log");
    const auto lines = recordings::split(recordings::read(log), '\n');
    for (const std::string& row_text : recordings::split(recordings::read(path), '\n')) {
      const auto row = recordings::split(row_text, '\t');
      if (row.size() < 11 || row[0] == "line") continue;
      ++rows;
      const std::string& line = lines.at(std::stoul(row[0]) - 1);
      const std::string where = path.filename().string() + ":" + row[0] + " " + line;
      nmea::SentenceReader reader(row[1] == "none");
      nmea::Line end = nmea::Line::unfinished;
      for (const char byte : line + "\n") {
        const nmea::Line state = reader.push(byte, 0);
        if (state != nmea::Line::unfinished) end = state;
        if (state == nmea::Line::sentence) break;
      }
      nmea::Content content;
      const bool is_whole =
          end == nmea::Line::sentence && nmea::read_content(reader.sentence(), content);
      if (!is_whole) {
        ++refused;
        EXPECT_TRUE(is_refused_on_purpose(line)) << where;
        continue;
      }
      EXPECT_EQ(reader.sentence().address(), row[2]) << where;
      if (!row[3].empty()) {
        EXPECT_EQ(content.time_ms, ms_of(row[3])) << where;
      }
      if (!row[4].empty()) {
        char date[16];
        std::snprintf(date, sizeof date, "%04d-%02d-%02d", content.date.year, content.date.month,
                      content.date.day);
        EXPECT_EQ(date, row[4]) << where;
      }
      expect_near(content.latitude_e7, row[6], 1e-7, 1e-7, where);
      expect_near(content.longitude_e7, row[7], 1e-7, 1e-7, where);
      expect_near(content.satellites_in_use, row[8], 1, 0, where);
      expect_near(content.altitude_mm, row[9], 1e-3, 1e-9, where);
      expect_near(content.speed_milliknots, row[10], 1e-3, 1e-3, where);
      if (row.size() > 11) {
        expect_near(content.course_millidegrees, row[11], 1e-3, 1e-3, where);
      }
    }
  }
  EXPECT_EQ(rows, 2'239u);
  EXPECT_EQ(refused, 3u);
}

/// The text of `"raw": "..."` in a line of JSON.
std::string raw_of(const std::string& json, const std::string& key) {
  std::string result;
  std::size_t at = json.find("\"" + key + "\":\"");
  if (at == std::string::npos) return result;
  for (at += key.size() + 4; json[at] != '"'; ++at) {
    if (json[at] != '\\') {
      result += json[at];
      continue;
    }
    ++at;
    if (json[at] == 'r')
      result += '\r';
    else if (json[at] == 'n')
      result += '\n';
    else
      result += json[at];
  }
  return result;
}

/// Published as good, and refused here: a minute has no 71st sixtieth.
bool is_good_elsewhere(const std::string& raw) {
  return raw.find("08671.4472") != std::string::npos;
}

TEST(GpsVectors, PublishedSentencesAreTakenAndRefusedAsTheirTestsSay) {
  unsigned taken = 0;
  unsigned refused = 0;
  const std::string vectors =
      recordings::read(recordings::folder() / "gps" / "sentence_vectors.jsonl");
  for (const std::string& json : recordings::split(vectors, '\n')) {
    const std::string raw = raw_of(json, "raw");
    const std::string_view start = std::string_view(raw).substr(0, raw.find(','));
    if (!start.starts_with('$')) continue;
    if (nmea::type_of(nmea::Sentence(start.substr(1))) == 0) continue;
    const bool is_good = json.find("\"expect_error\":null") != std::string::npos;

    nmea::SentenceReader reader(true);
    nmea::Content content;
    bool is_taken = false;
    for (const char byte : raw.substr(0, raw.find("\\r")) + "\n") {
      if (reader.push(byte, 0) == nmea::Line::sentence) {
        is_taken = nmea::read_content(reader.sentence(), content);
        break;
      }
    }
    EXPECT_EQ(is_taken, is_good && !is_good_elsewhere(raw)) << raw;
    ++(is_taken ? taken : refused);
  }
  EXPECT_GT(taken, 40u);
  EXPECT_GT(refused, 30u);
}

/// Bytes of a wire at 9,600 baud, from its edges: sampled in the middle of each bit.
std::string bytes_of(const std::string& edges) {
  constexpr double bit_ns = 1e9 / 9600;
  std::vector<std::pair<double, bool>> levels;
  for (const std::string& line : recordings::split(edges, '\n')) {
    double time = 0;
    int level = 0;
    if (std::sscanf(line.c_str(), "%lf,%d", &time, &level) == 2) levels.emplace_back(time, level);
  }
  std::size_t at = 0;
  const auto level_at = [&](double time) {
    while (at + 1 < levels.size() && levels[at + 1].first <= time) ++at;
    return levels[at].second;
  };
  std::string result;
  double idle_since = levels[1].first;  // the capture begins in the middle of something
  for (std::size_t n = 1; n < levels.size(); ++n) {
    if (levels[n].second || levels[n].first < idle_since) continue;
    at = n;
    unsigned byte = 0;
    for (unsigned bit = 0; bit != 8; ++bit) {
      byte |= static_cast<unsigned>(level_at(levels[n].first + (bit + 1.5) * bit_ns)) << bit;
    }
    if (level_at(levels[n].first + 9.5 * bit_ns)) result += static_cast<char>(byte);
    idle_since = levels[n].first + 9.5 * bit_ns;
  }
  return result;
}

TEST(GpsWire, ACapturedReceiverIsReadFromItsEdges) {
  const auto folder = recordings::folder() / "gps";
  const std::string stream = bytes_of(recordings::read(folder / "mtk3339_uart_9600_edges.csv"));
  std::string decoded = recordings::read(folder / "mtk3339_uart_decoded.nmea");
  // Of the first byte the capture has only the end.
  const std::size_t begin = decoded.find('$');
  EXPECT_NE(stream.find(decoded.substr(begin, decoded.rfind('*') - begin)), std::string::npos);

  std::array<nmea::Satellite, 32> room{};
  GpsState gps(room, {});
  for (const char byte : stream) gps.push(byte, 0);
  EXPECT_EQ(gps.counters().crc_fails, 0);
  EXPECT_GE(gps.counters().parsed_sentences, 19u);
  EXPECT_NEAR(gps.fix().latitude(), 45.511678, 1e-5);
  EXPECT_EQ(gps.fix().date, (nmea::Date{2013, 8, 26}));
}

}  // namespace
