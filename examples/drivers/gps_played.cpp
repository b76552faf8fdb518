// SPDX-License-Identifier: MIT
// A GPS receiver: where we are, how fast, and whether that is still true.
// TEST: boards
#include <uasyncio.hpp>
#include <uasyncio/drivers/gps/as_gps.hpp>
#include <uasyncio/drivers/gps/gps_text.hpp>
#include <uasyncio/stream/memory_pair.hpp>

namespace asyncio = uasyncio;

/// What a receiver says in a few seconds; in the third one it sees no satellites.
constexpr std::string_view seconds[] = {
    "$GPGGA,180041.000,3749.1802,N,08338.7865,W,1,07,1.1,397.4,M,-32.5,M,,0000*6B\r\n"
    "$GPGSV,2,1,05,02,28,259,33,04,12,212,27,05,34,305,30,07,79,138,*7E\r\n"
    "$GPGSV,2,2,05,16,20,040,17*4B\r\n"
    "$GPRMC,180041.000,A,3749.1802,N,08338.7865,W,2.30,154.9,280511,,,A*49\r\n",
    "$GPGGA,180042.000,3749.1799,N,08338.7862,W,1,07,1.1,397.6,M,-32.5,M,,0000*60\r\n"
    "$GPRMC,180042.000,A,3749.1799,N,08338.7862,W,2.41,155.2,280511,,,A*4C\r\n",
    "$GPGGA,180043.000,,,,,0,00,99.9,,M,,M,,*61\r\n"
    "$GPRMC,180043.000,V,,,,,,,280511,,,N*4C\r\n",
};

/// The other end of the wire.
asyncio::Coro<> receiver(asyncio::Device& end) {
  asyncio::BufferedWriter<64> writer(end);
  for (const std::string_view burst : seconds) {
    co_await writer.awrite(burst);
    co_await asyncio::sleep(1);
  }
}

// [show]
asyncio::Coro<> show(asyncio::AsGpsBase& gps) {
  while (true) {
    const auto fix = co_await gps.next_fix(asyncio::POSITION | asyncio::COURSE);
    asyncio::print(asyncio::time_string(fix.time_ms), latitude_string(fix), longitude_string(fix));
    asyncio::print(speed_string(fix), "towards", compass_direction(fix));
  }
}
// [/show]

// [read]
asyncio::Coro<> navigate(asyncio::Device& uart) {
  asyncio::AS_GPS<16> gps;
  asyncio::BufferedReader<128> reader(uart);
  const asyncio::OwnedTask<> runs = asyncio::create_task(gps.run(reader));
  const asyncio::OwnedTask<> shows = asyncio::create_task(show(gps));
  co_await gps.get_satellite_data();
  asyncio::print(gps.satellites().in_view(), "satellites in view");
  co_await asyncio::sleep_ms(2'900);
  const std::int32_t age_s = (gps.time_since_fix() + 500) / 1000;
  asyncio::print("valid:", gps.valid(), "- the last fix is", age_s, "seconds old");
}
// [/read]

asyncio::Coro<> app() {
  asyncio::MemoryPair<256> wire;  // board::UART<128> uart({.baudrate = 9'600}) on a board
  const asyncio::OwnedTask<> plays = asyncio::create_task(receiver(wire.right));
  co_await navigate(wire.left);
}

int main() { asyncio::run(app()); }
