// SPDX-License-Identifier: MIT
// Position, satellites and time of any receiver: from a log of it, or on the UART of a board.
//   ./run examples/drivers/gps.cpp -- LOG
//   ./run examples/drivers/gps.cpp --board lm3s6965evb --uart /dev/ttyUSB0
// TEST: arguments=examples/drivers/gps.nmea
#include <algorithm>
#include <uasyncio.hpp>
#include <uasyncio/drivers/gps/as_gps.hpp>
#include <uasyncio/drivers/gps/gps_text.hpp>

#if UASYNCIO_HOSTED
#include <cerrno>
#include <cstring>
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

/// Without a fix, as after switching on, there may be a time all the same.
asyncio::Coro<> show_search(asyncio::AsGpsBase& gps) {
  while (true) {
    co_await asyncio::sleep(10);
    if (gps.valid()) continue;
    asyncio::print("no fix, time:", asyncio::time_string(gps.newest().time_ms),
                   "satellites in view:", gps.satellites().in_view());
  }
}

/// A day and a time that were told together, or what is known of the time alone.
void show_end(asyncio::AsGpsBase& gps) {
  constexpr std::int64_t ms_per_day = 86'400'000;
  const std::int64_t ms = gps.utc_ms();
  asyncio::nmea::Date date;
  if (gps.has_utc()) {
    date = asyncio::nmea::Date::of_days(static_cast<std::int32_t>(ms / ms_per_day));
  }
  const auto time = static_cast<std::int32_t>(ms % ms_per_day);
  const unsigned used = std::max<unsigned>(gps.satellites().in_use(), gps.fix().satellites_in_use);
  asyncio::print("last time:", date_string(date, asyncio::DateFormat::LONG),
                 asyncio::time_string(gps.has_utc() ? time : gps.newest().time_ms),
                 "satellites in use:", used, "in view:", gps.satellites().in_view());
}

/// To the end of the stream, which a log has. In some logs the sentences have no checksums: whoever
/// recorded them had looked at these. `battery`: the time counts without a fix, too.
asyncio::Coro<> follow(asyncio::Device& device) {
  asyncio::AS_GPS<80> gps({.battery = true, .accepts_no_checksum = UASYNCIO_HOSTED != 0});
  asyncio::BufferedReader<256> reader(device);
  const asyncio::OwnedTask<> shows = asyncio::create_task(show(gps));
  const asyncio::OwnedTask<> searches = asyncio::create_task(show_search(gps));
  asyncio::print("waiting for sentences");
  const auto end = co_await asyncio::as_result(gps.run(reader));
  if (!end) asyncio::print("it cannot be read:", end.error());
  const asyncio::GpsCounters& counters = gps.counters();
  if (counters.clean_sentences == counters.unsupported_sentences) {
    asyncio::print("no sentence of a GPS receiver is in it");
  } else {
    if (gps.fix().parts == 0) asyncio::print("no fix is in it");
    show_end(gps);
  }
  asyncio::print("sentences:", counters.clean_sentences, "used:", counters.parsed_sentences,
                 "without a fix:", counters.void_sentences,
                 "unknown:", counters.unsupported_sentences);
  asyncio::print(
      "malformed:", counters.malformed_sentences, "bad sums:", counters.crc_fails, "other lines:",
      counters.no_checksums + counters.too_long + counters.not_text + counters.restarted);
}

#if UASYNCIO_HOSTED
asyncio::Coro<> app(int descriptor) {
  asyncio::FdDevice file(descriptor);
  co_await follow(file);
}

int main(int count, char** words) {
  const char* const log = count > 1 ? words[1] : "/dev/stdin";
  const int descriptor = open(log, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    asyncio::print(log, "cannot be opened:", std::strerror(errno));
    return 1;
  }
  asyncio::run(app(descriptor));
}
#else
asyncio::Coro<> app() {
  board::UART<128> uart({.baudrate = 9'600});
  co_await follow(uart);
}

int main() { asyncio::run(app()); }
#endif
