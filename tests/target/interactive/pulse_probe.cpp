// SPDX-License-Identifier: MIT
// GPS_Timer on the Pico: the pulses come to GP14, the sentences to the UART, and an event to the
// button's pin. tests/tools/receiver.mjs is the world outside of the chip.
#include <uasyncio.hpp>
#include <uasyncio/drivers/gps/as_tgps.hpp>
#include <uasyncio/port/platform.hpp>

#include <board.hpp>

namespace asyncio = uasyncio;

namespace {

using Pin = asyncio::rp2040::InterruptPin;
using Timer = asyncio::GPS_Timer<Pin, 16>;

Pin pps(14);
asyncio::Message<asyncio::Time> event;

void on_event(void*) {
  event.set(asyncio::to_microseconds(asyncio::platform::default_port().now()));
}

/// When the loop's clock saw it, and what that is in UTC.
void tell(const char* what, const Timer& gps, asyncio::Time when) {
  asyncio::print(what, when, gps.utc_us(when));
}

asyncio::Coro<> tell_pulses(Timer& gps) {
  while (true) {
    const asyncio::PulseMark pulse = co_await gps.next_pulse();
    tell("pulse", gps, pulse.when);
  }
}

asyncio::Coro<> app() {
  board::UART<128> uart({.baudrate = 9'600});
  asyncio::BufferedReader<128> reader(uart);
  Timer gps(pps);
  const asyncio::OwnedTask<> runs = asyncio::create_task(gps.run(reader));
  const asyncio::OwnedTask<> tells = asyncio::create_task(tell_pulses(gps));
  const asyncio::Error refusal =
      board::button.irq(asyncio::machine::Edge::falling, &on_event, nullptr);
  asyncio::print(refusal || gps.pin_error() ? "refused" : "ready");
  while (auto when = co_await event.next()) tell("event", gps, *when);
}

}  // namespace

int main() { asyncio::run(app()); }
