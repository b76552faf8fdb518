// SPDX-License-Identifier: MIT
// Making NMEA sentences for tests, and feeding them.
#pragma once

#include "uasyncio/drivers/gps/gps_state.hpp"

#include <cstdio>
#include <string>
#include <string_view>

namespace nmea_lines {

/// "$" text "*hh" CR LF, with the right checksum.
inline std::string line(std::string_view text) {
  char sum[8];
  std::snprintf(sum, sizeof sum, "*%02X\r\n", uasyncio::nmea::checksum(text));
  return "$" + std::string(text) + sum;
}

/// Pushes every byte; gives the types that were applied, added up.
inline unsigned feed(uasyncio::GpsState& gps, std::string_view bytes, uasyncio::Time now = 0) {
  unsigned types = 0;
  for (const char byte : bytes) types |= gps.push(byte, now);
  return types;
}

inline bool read(std::string_view text, uasyncio::nmea::Content& content) {
  content = uasyncio::nmea::Content();
  return uasyncio::nmea::read_content(uasyncio::nmea::Sentence(text), content);
}

}  // namespace nmea_lines
