// SPDX-License-Identifier: MIT
// Exact time from a GPS receiver with a pulse (PPS): an event on a pin is stamped in its interrupt,
// to the microsecond of UTC. Receiver and event are played by a task.
// TEST: boards
#include <uasyncio.hpp>
#include <uasyncio/drivers/gps/as_tgps.hpp>
#include <uasyncio/testing/pin.hpp>

namespace asyncio = uasyncio;
using asyncio::testing::Pin;
using Timer = asyncio::GPS_Timer<Pin, 16>;

constexpr std::string_view sentences[] = {
    "$GPRMC,180041.000,A,3749.1802,N,08338.7865,W,,,280511,,,A*71\r\n",
    "$GPRMC,180042.000,A,3749.1802,N,08338.7865,W,,,280511,,,A*72\r\n",
    "$GPRMC,180043.000,A,3749.1802,N,08338.7865,W,,,280511,,,A*73\r\n",
    "$GPRMC,180044.000,A,3749.1802,N,08338.7865,W,,,280511,,,A*74\r\n",
    "$GPRMC,180045.000,A,3749.1802,N,08338.7865,W,,,280511,,,A*75\r\n",
};

/// The pulse comes first; 400 ms later the sentence says which second it was. Nobody knows when
/// the event comes.
asyncio::Coro<> receiver(Timer& gps, Pin& pps, Pin& event) {
  for (const std::string_view sentence : sentences) {
    pps.set(true);
    co_await asyncio::sleep_us(123'456);
    event.set(!event.value());
    pps.set(false);
    co_await asyncio::sleep_ms(400);
    for (const char byte : sentence) gps.update(byte);
    co_await asyncio::sleep_us(476'544);
  }
}

// [stamp]
asyncio::Message<asyncio::Time> seen;

void on_event(void* pin) { seen.set(static_cast<Pin*>(pin)->edge_time()); }

asyncio::Coro<> watch(Timer& gps) {
  co_await gps.ready();
  const asyncio::TimeSplit time = gps.get_t_split();
  asyncio::print("it is", time.hours, "hours", time.minutes, "minutes", time.seconds, "seconds");
  while (auto when = co_await seen.next()) {
    asyncio::print("an event,", gps.utc_us(*when) / 1'000 % 1'000, "ms after the second");
  }
}
// [/stamp]

asyncio::Coro<> app() {
  Pin pps(false);
  Pin event(false);
  static_cast<void>(event.irq(asyncio::machine::Edge::both, &on_event, &event));
  // [timer]
  Timer gps(pps, {.local_offset_s = -5 * 3'600});
  // [/timer]
  const asyncio::OwnedTask<> watches = asyncio::create_task(watch(gps));
  co_await receiver(gps, pps, event);
  asyncio::print("pulses:", gps.pulse_counters().pulses, "known:", gps.is_ready());
}

int main() { asyncio::run(app()); }
