// SPDX-License-Identifier: MIT
// Sentences of a GPS receiver, from their bytes to the fix: all of it, and as a share per byte.
#include "bench/count.hpp"
#include "uasyncio/drivers/gps/gps_state.hpp"

namespace {

namespace asyncio = uasyncio;

constexpr std::string_view rmc =
    "$GPRMC,180041.896,A,3749.1802,N,08338.7865,W,2.30,154.9,280511,,,A*4E\r\n";
constexpr std::string_view gsv =
    "$GPGSV,2,1,08,02,28,259,33,04,12,212,27,05,34,305,30,07,79,138,42*75\r\n";

asyncio::nmea::Satellite room[32];
asyncio::GpsState gps(room, asyncio::GpsOptions());

void measure(const char* name, const char* per_byte, std::string_view sentence) {
  for (int turn = 0; turn != 2; ++turn) {
    bench::count_begin();
    for (const char byte : sentence) gps.push(byte, 1'000);
    bench::count_end();
    bench::report(turn == 0 ? name : per_byte, turn == 0 ? 1 : static_cast<int>(sentence.size()));
  }
}

}  // namespace

int main() {
  measure("GPS, an RMC to its fix", "GPS, an RMC, per byte", rmc);
  measure("GPS, a GSV to its satellites", "GPS, a GSV, per byte", gsv);
  if (gps.counters().parsed_sentences != 4) asyncio::print("not parsed");
}
