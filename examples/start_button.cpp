// SPDX-License-Identifier: MIT
// An instrument: the start button begins a run. A run takes at least 5 s and needs one detection by
// the sensor; without one it is given up after 60 s. Further presses and detections change nothing.
// The button and the sensor are played by a task; an Event is what a driver would set.
// TEST: boards
#include <uasyncio.hpp>

namespace asyncio = uasyncio;

void say(const char* what) {
  asyncio::print(asyncio::Loop::running()->time() / 1'000'000, "s:", what);
}

// [instrument]
struct Instrument {
  asyncio::Event start;
  asyncio::Event detection;
};

asyncio::Coro<> measure(Instrument& instrument) {
  asyncio::Delay_ms least(5'000);
  asyncio::Delay_ms most(60'000);
  asyncio::WaitAll complete(least, instrument.detection);
  asyncio::WaitAny end(complete, most);
  while (true) {
    instrument.start.clear();  // who pressed during a run is not waiting for the next one
    co_await instrument.start.wait();
    instrument.detection.clear();  // what was seen before the run does not count
    least.trigger();
    most.trigger();
    say("the run begins");
    auto winner = co_await end.wait();
    say(winner == complete ? "the run is complete" : "the run is given up");
    least.stop();
    most.stop();
  }
}
// [/instrument]

// [played]
struct Deed {
  int second;  // after the deed before
  const char* what;
  asyncio::Event Instrument::* event;
};

constexpr Deed deeds[] = {
    {1, "  detection (nothing runs)", &Instrument::detection},
    {1, "  press", &Instrument::start},
    {2, "  detection", &Instrument::detection},
    {1, "  press (ignored)", &Instrument::start},
    {1, "  detection (ignored)", &Instrument::detection},
    {10, "  press", &Instrument::start},
    {20, "  detection (long after 5 s)", &Instrument::detection},
    {10, "  press", &Instrument::start},
    {30, "  press (ignored)", &Instrument::start},
};

asyncio::Coro<> play(Instrument& instrument) {
  for (const Deed& deed : deeds) {
    co_await asyncio::sleep(deed.second);
    say(deed.what);
    (instrument.*deed.event).set();
  }
  co_await asyncio::sleep(40);
}
// [/played]

asyncio::Coro<> app() {
  Instrument instrument;
  auto task = asyncio::create_task(measure(instrument), {.name = "measure"});
  co_await play(instrument);
  co_await asyncio::cancel_and_wait(task);
}

int main() { asyncio::run(app()); }
