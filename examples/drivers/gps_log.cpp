// SPDX-License-Identifier: MIT
// Position, satellites and time of any receiver: from a log of it, or on the UART of a board.
//   ./run examples/drivers/gps_log.cpp -- LOG
//   ./run examples/drivers/gps_log.cpp --board lm3s6965evb --uart /dev/ttyUSB0
// TEST: arguments=examples/drivers/gps_log.nmea
#include <uasyncio.hpp>
#include <uasyncio/drivers/gps/as_gps.hpp>
#include <uasyncio/drivers/gps/gps_text.hpp>

#if UASYNCIO_HOSTED
#include <fcntl.h>
#include <uasyncio/stream/fd_device.hpp>
#else
#include <board.hpp>
#endif

namespace asyncio = uasyncio;

asyncio::Coro<> show(asyncio::AsGpsBase& gps) {
  while (true) {
    const asyncio::Fix fix = co_await gps.next_fix();
    asyncio::print(asyncio::time_string(fix.time_ms), latitude_string(fix), longitude_string(fix),
                   "satellites in view:", gps.satellites().in_view());
  }
}

/// To the end of the stream, which a log has.
asyncio::Coro<> follow(asyncio::Device& device) {
  asyncio::AS_GPS<80> gps;
  asyncio::BufferedReader<256> reader(device);
  const asyncio::OwnedTask<> shows = asyncio::create_task(show(gps));
  asyncio::print("waiting for sentences");
  co_await gps.run(reader);
  const asyncio::GpsCounters& counters = gps.counters();
  asyncio::print("sentences:", counters.clean_sentences, "used:", counters.parsed_sentences,
                 "without a fix:", counters.void_sentences, "unknown:",
                 counters.unsupported_sentences);
  asyncio::print("malformed:", counters.malformed_sentences, "bad sums:", counters.crc_fails,
                 "other lines:", counters.no_checksums + counters.too_long + counters.not_text +
                                     counters.restarted);
}

#if UASYNCIO_HOSTED
asyncio::Coro<> app(const char* log) {
  asyncio::FdDevice file(open(log, O_RDONLY | O_CLOEXEC));
  co_await follow(file);
}

int main(int count, char** words) {
  asyncio::run(app(count > 1 ? words[1] : "/dev/stdin"));
}
#else
asyncio::Coro<> app() {
  board::UART<128> uart({.baudrate = 9'600});
  co_await follow(uart);
}

int main() { asyncio::run(app()); }
#endif
