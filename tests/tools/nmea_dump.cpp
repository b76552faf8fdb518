// SPDX-License-Identifier: MIT
// What the GPS driver makes of sentences: of each line of its input, alone, one line of numbers, as
// tests/tools/test_nmea.py wants them. What was not told is -.
#include <uasyncio/drivers/gps/gps_state.hpp>

#include <array>
#include <iostream>
#include <string>

using namespace uasyncio;

namespace {

void put(std::int64_t value, bool is_told) {
  if (is_told) {
    std::cout << '\t' << value;
  } else {
    std::cout << "\t-";
  }
}

void dump(const GpsState& gps) {
  const Fix& fix = gps.fix();
  std::cout << gps.counters().parsed_sentences;
  for (const std::int32_t value : {fix.time_ms, fix.latitude_e7, fix.longitude_e7, fix.altitude_mm,
                                   fix.speed_milliknots, fix.course_millidegrees}) {
    put(value, value != nmea::absent);
  }
  put(fix.date.days(), fix.has(DATE));
  put(fix.satellites_in_use, fix.quality != 0);
  put(fix.hdop_centi, fix.quality != 0);
  std::cout << '\n';
}

}  // namespace

int main() {
  for (std::string line; std::getline(std::cin, line);) {
    std::array<nmea::Satellite, 4> room{};
    GpsState gps(room, {});
    for (const char byte : line + '\n') gps.push(byte, 0);
    dump(gps);
  }
}
