// SPDX-License-Identifier: MIT
// How big a GPS receiver, the links between boards and an entry of a schedule are, each with the
// frames of its tasks.
#include "bench/firmware/tasks.hpp"
#include "bench/size/i2c_controller.hpp"

#include <uasyncio/drivers/gps/as_gps.hpp>
#include <uasyncio/drivers/link/asi2c.hpp>
#include <uasyncio/drivers/link/syncom.hpp>
#include <uasyncio/sched/schedule.hpp>
#include <uasyncio/stream/memory_pair.hpp>

#include <board.hpp>

namespace {

struct Pin {
  bool value() const noexcept { return true; }
  void value(bool) noexcept {}
  asyncio::Error irq(asyncio::machine::Edge, asyncio::machine::PinHandler, void*) noexcept {
    return asyncio::Error::none;
  }
  void irq(std::nullptr_t) noexcept {}
};

/// What `make` takes of the frame pool for a coroutine.
template <class Make>
unsigned long frame_of(Make make) {
  const std::size_t before = asyncio::FramePool::current().used();
  const auto frame = make();
  return asyncio::FramePool::current().used() - before;
}

constexpr unsigned satellites = 16;
constexpr unsigned buffer = 64;
constexpr asyncio::Cron quarters = asyncio::cron({.mins = asyncio::every(15), .hrs = asyncio::any});

void weigh_a_receiver() {
  static asyncio::AS_GPS<satellites> gps;
  asyncio::MemoryPair<64> wire;
  asyncio::BufferedReader<64> reader(wire.left);
  const unsigned long room = satellites * sizeof(asyncio::nmea::Satellite);
  bench::report_bytes("GPS without satellites and the frame of run, RAM",
                      sizeof gps - room + frame_of([&] { return gps.run(reader); }));
  bench::report_bytes("GPS, a satellite, RAM", sizeof(asyncio::nmea::Satellite));
}

void weigh_links() {
  static Controller controller;
  static asyncio::I2C i2c(controller);
  static Pin pin;
  static asyncio::Responder<buffer> end(i2c, pin, pin);
  bench::report_bytes("Responder without its buffers and the frame of run, RAM",
                      sizeof end - 2 * buffer + frame_of([] { return end.run(); }));
  static asyncio::SynComPins pins{pin, pin, pin, pin};
  constexpr std::size_t texts = 4;
  static asyncio::SynCom<buffer, texts> link(false, pins);
  const unsigned long whole = sizeof link + frame_of([] { return link.run(); });
  bench::report_bytes("SynCom, 4 texts of 64, and the frame of run, RAM", whole);
  bench::report_bytes("SynCom without its texts, and the frame of run, RAM",
                      whole - 2 * (texts + 1) * (buffer + 1));
}

asyncio::Coro<> weigh_an_entry() {
  static asyncio::LoopClock clock(0);
  const std::size_t before = asyncio::FramePool::current().used();
  auto entry = asyncio::create_task(asyncio::schedule(clock, quarters, [] {}));
  co_await asyncio::sleep_ms(1);
  bench::report_bytes("schedule, an entry with its task, RAM",
                      asyncio::FramePool::current().used() - before);
  entry.cancel();
  bench::report_bytes("schedule, an entry of one task for many, RAM",
                      sizeof(asyncio::ScheduleEntry));
}

asyncio::Coro<> measure() {
  weigh_a_receiver();
  weigh_links();
  co_await weigh_an_entry();
}

}  // namespace

int main() { asyncio::run(measure()); }
