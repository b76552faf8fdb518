// SPDX-License-Identifier: MIT
// SoftI2C and the driver of the HTU21D against two captures of a real sensor's bus, and against
// published answers.
#include "tests/data/recordings.hpp"
#include "tests/support/i2c_replay.hpp"
#include "tests/support/scenario.hpp"

#include <cmath>
#include <uasyncio/drivers/bus/soft_i2c.hpp>
#include <uasyncio/drivers/htu21d_script.hpp>

using i2c_replay::Edge;
using i2c_replay::Segment;
using i2c_replay::Wires;
using uasyncio::Htu21dScript;

namespace {

std::vector<std::vector<std::string>> rows_of(const std::string& name) {
  std::vector<std::vector<std::string>> rows;
  for (const std::string& line :
       recordings::split(recordings::read(recordings::folder() / name), '\n')) {
    if (!line.empty() && line[0] != '#') rows.push_back(recordings::split(line, ','));
  }
  return rows;
}

std::vector<Segment> captured(const std::string& name) {
  const auto rows = rows_of("i2c/" + name + ".csv");
  const auto column = [&rows](std::string_view title) {
    return std::find(rows[0].begin(), rows[0].end(), title) - rows[0].begin();
  };
  const auto scl = static_cast<std::size_t>(column("SCL"));
  const auto sda = static_cast<std::size_t>(column("SDA"));
  std::vector<Edge> edges;
  for (std::size_t n = 1; n != rows.size(); ++n) {
    edges.push_back({std::stoull(rows[n][0]), rows[n][scl] == "1", rows[n][sda] == "1"});
  }
  return i2c_replay::segments_of(edges);
}

/// The same by who recorded it: ["W", "0x40", "ACK"], ["D", "0xE7", "ACK"].
std::string transactions(const std::string& name) {
  const std::string file =
      recordings::read(recordings::folder() / "i2c" / (name + ".transactions.jsonl"));
  const std::string number = "\"0x";
  std::string text;
  for (auto at = file.find(number); at != std::string::npos; at = file.find(number, at + 1)) {
    const char kind = file[at - 4];
    if (kind != 'D') text += kind;
    text += file.substr(at + 3, 2) + " ";
  }
  return text;
}

void expect_the_same_again(const std::string& name) {
  const std::vector<Segment> segments = captured(name);
  ASSERT_EQ(i2c_replay::text_of(segments), transactions(name));
  std::vector<std::uint8_t> read;
  std::vector<Segment> again;
  EXPECT_EQ(scenario::played([&]() -> uasyncio::Coro<> {
              Wires wires(segments);
              uasyncio::SoftI2C controller(wires.scl, wires.sda);
              uasyncio::I2C i2c(controller, {.timeout_ms = 1'000});
              co_await i2c_replay::ask(i2c, segments, read);
              again = i2c_replay::segments_of(wires.edges());
            }),
            "ok");
  std::vector<std::uint8_t> expected;
  ASSERT_EQ(again.size(), segments.size());
  for (std::size_t n = 0; n != segments.size(); ++n) {
    EXPECT_EQ(again[n].bits, segments[n].bits) << n;
    if (!segments[n].reads()) continue;
    const auto bytes = segments[n].data();
    expected.insert(expected.end(), bytes.begin(), bytes.end());
  }
  EXPECT_EQ(read, expected);
}

TEST(I2cRecordings, SoftI2cReadsASensorThatStretchesTheClock) {
  expect_the_same_again("i2c-sht21-100khz-read-serial-hold");
}

TEST(I2cRecordings, SoftI2cReadsASensorOfAnotherController) {
  expect_the_same_again("sensirion_sht21_humidity35");
}

/// One value of a round in which the sensor answers so. Nothing if it is refused.
std::optional<double> measured(bool is_humidity, std::uint8_t high, std::uint8_t low,
                               std::uint8_t check) {
  Htu21dScript script(0x40);
  uasyncio::machine::I2CRequest request;
  bool asks_humidity = false;
  for (script.begin(); !script.is_over();) {
    if (script.next(request) != 0) continue;
    if (request.prefix_size != 0) asks_humidity = request.prefix == 0xF5;
    if (request.in_size == 1) request.in[0] = 0x02;
    if (request.in_size == 3) {
      const bool is_asked = asks_humidity == is_humidity;
      request.in[0] = is_asked ? high : 0x68;
      request.in[1] = is_asked ? low : asks_humidity ? 0x3A : 0x38;
      request.in[2] = is_asked ? check : Htu21dScript::crc(0x68, request.in[1]);
    }
    script.take(uasyncio::Error::none);
  }
  if (script.error()) return std::nullopt;
  return (is_humidity ? script.humidity_centi_percent() : script.temperature_centi_c()) / 100.0;
}

std::uint8_t byte_of(const std::string& text) {
  return static_cast<std::uint8_t>(std::stoul(text, nullptr, 16));
}

TEST(Htu21dVectors, ChecksAndValuesAreThosePublished) {
  const auto rows = rows_of("i2c/htu21_vectors.csv");
  int values = 0;
  int refused = 0;
  for (std::size_t n = 1; n != rows.size(); ++n) {
    SCOPED_TRACE(n);
    const auto& row = rows[n];
    const std::uint8_t high = row[1].empty() ? 0 : byte_of(row[0]);
    const std::uint8_t low = byte_of(row[1].empty() ? row[0] : row[1]);
    if (!row[2].empty()) {
      EXPECT_EQ(Htu21dScript::crc(high, low) == byte_of(row[2]), row[3] == "yes");
    }
    if (row[3] == "no") {
      EXPECT_FALSE(measured(true, high, low | 2, byte_of(row[2])));
      ++refused;
    }
    if (row[5].empty() || row[5] == "reject") continue;
    const bool is_humidity = row[4] == "humidity_rh";
    // Some of them stand for both kinds; the sensor marks which one it is.
    const auto marked = static_cast<std::uint8_t>((low & 0xFD) | (is_humidity ? 2 : 0));
    const auto value = measured(is_humidity, high, marked, Htu21dScript::crc(high, marked));
    const double expected = std::stod(row[5]);
    const bool are_zeros = high == 0 && low == 0;  // of a bus that hangs
    if (are_zeros || (!is_humidity && expected > 125)) {
      EXPECT_FALSE(value);
      ++refused;
      continue;
    }
    ASSERT_TRUE(value);
    EXPECT_NEAR(*value, std::min(expected, is_humidity ? 100.0 : 125.0), std::stod(row[6]) + 0.02);
    ++values;
  }
  EXPECT_EQ(values, 12);
  EXPECT_EQ(refused, 5);
}

}  // namespace
