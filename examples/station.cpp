// SPDX-License-Identifier: MIT
// A weather station in a garden, for an hour: it takes the time from a GPS receiver, which has
// power only while it is needed, measures temperature and humidity each minute, shows them on a
// display of 16 x 2, turns the page when a key is pressed, and writes a line into its log each ten
// minutes. In between it sleeps; timers may be late by half a second. On the Pico all that is on
// pins, which ./run --board pico --panel examples/station.cpp brings to life; elsewhere it is
// simulated.
// WIRE: backpack 16x2 i2c0
// WIRE: htu21d i2c0
// WIRE: gps uart1
#include <uasyncio.hpp>
#include <uasyncio/drivers/bus/i2c.hpp>
#include <uasyncio/drivers/gps/as_gps.hpp>
#include <uasyncio/drivers/gps/gps_text.hpp>
#include <uasyncio/drivers/htu21d.hpp>
#include <uasyncio/drivers/lcd.hpp>
#include <uasyncio/drivers/lcd_backpack.hpp>
#include <uasyncio/drivers/pushbutton.hpp>
#include <uasyncio/core/latency.hpp>
#include <uasyncio/sched/schedule.hpp>

#include <board.hpp>

#ifndef UASYNCIO_BOARD_PICO
#include <uasyncio/drivers/bus/soft_i2c.hpp>
#include <uasyncio/stream/memory_pair.hpp>
#include <uasyncio/testing/htu21d.hpp>
#include <uasyncio/testing/i2c_wires.hpp>
#include <uasyncio/testing/lcd_expander.hpp>
#include <uasyncio/testing/pin.hpp>
#endif

namespace asyncio = uasyncio;

// ---- what hangs on the station: on a bus, on a UART, on a pin

#ifdef UASYNCIO_BOARD_PICO
struct World {
  using Key = asyncio::rp2040::InterruptPin;
  struct Receiver {
    board::UART<128> uart{{.baudrate = 9'600}};
    asyncio::BufferedReader<128> reader{uart};
  };

  board::I2CController controller;
  Key& key = board::button;
};
asyncio::Coro<> go_by(World&) { co_await asyncio::sleep(4'000); }
#else
/// A receiver that tells each second where it is, and when: 18:00:00 at the loop's start.
asyncio::Coro<> receive(asyncio::Device& end) {
  asyncio::BufferedWriter<80> writer(end);
  while (true) {
    char sentence[] = "$GPRMC,180000.000,A,3749.1802,N,08338.7865,W,0.00,0.0,280527,,,A*00\r\n";
    const auto put_two = [](char* at, asyncio::Time value) {
      at[0] = static_cast<char>('0' + value / 10 % 10);
      at[1] = static_cast<char>('0' + value % 10);
    };
    const asyncio::Time second = asyncio::get_running_loop()->time() / 1'000'000;
    put_two(sentence + 7, 18 + second / 3600);
    put_two(sentence + 9, second / 60 % 60);
    put_two(sentence + 11, second % 60);
    constexpr std::size_t star = sizeof sentence - 6;
    unsigned sum = 0;
    for (const char letter : std::string_view(sentence + 1, star - 1)) {
      sum ^= static_cast<unsigned char>(letter);
    }
    sentence[star + 1] = "0123456789ABCDEF"[sum >> 4];
    sentence[star + 2] = "0123456789ABCDEF"[sum & 15];
    co_await writer.awrite(sentence);
    co_await asyncio::sleep_until((second + 1) * 1'000'000 + 100'000);
  }
}

struct World {
  using Key = asyncio::testing::Pin;
  using Wire = asyncio::testing::I2CWires::Pin;
  struct Receiver {
    asyncio::MemoryPair<128> uart;
    asyncio::BufferedReader<128> reader{uart.left};
    asyncio::OwnedTask<> tells = asyncio::create_task(receive(uart.right));
  };

  World() {
    wires.attach(thermometer);
    wires.attach(expander);
    thermometer.set(1'840, 5'200);
  }

  asyncio::testing::I2CWires wires;
  asyncio::testing::Htu21d thermometer;
  asyncio::testing::Lcd display{16, 2};
  asyncio::testing::LcdExpander expander{display};
  asyncio::SoftI2C<Wire, Wire> controller{wires.scl, wires.sda, 100'000};
  Key key;
};

/// It gets cooler, and somebody presses the key at 25 minutes and at 42.
asyncio::Coro<> go_by(World& world) {
  for (int minute = 1;; ++minute) {
    co_await asyncio::sleep(60);
    world.thermometer.set(1'840 - 5 * minute, 5'200 + 20 * minute);
    if (minute != 25 && minute != 42) continue;
    world.key.set(false);
    co_await asyncio::sleep_ms(200);
    world.key.set(true);
  }
}
#endif

// ---- the station

class Station {
 public:
  explicit Station(World& world)
      : i2c_(world.controller),
        sensor_(i2c_, {.read_delay_ms = 60'000}),
        backpack_(i2c_, {.address = 0x27}),
        lcd_(backpack_),
        key_(world.key) {
    key_.press_func([this] { turn_page(); });
  }

  // [run]
  asyncio::Coro<> run() {
    const asyncio::Latency latency(500);
    auto body = [this](asyncio::TaskGroup& group) -> asyncio::Coro<> {
      group.create_task(lcd_.run());
      group.create_task(sensor_.run());
      co_await sensor_.ready();
      co_await set_clock();
      group.create_task(asyncio::schedule(clock_, each_minute, [this] { show(); }));
      group.create_task(asyncio::schedule(clock_, each_ten_minutes, [this] { log(); }));
      group.create_task(asyncio::schedule(clock_, each_hour, [this] { return set_clock(); }));
    };
    co_await asyncio::with(asyncio::TaskGroup(), body);
  }
  // [/run]

 private:
  static constexpr auto each_minute = asyncio::cron({.mins = asyncio::any, .hrs = asyncio::any});
  static constexpr auto each_ten_minutes =
      asyncio::cron({.secs = 5, .mins = asyncio::every(10), .hrs = asyncio::any});
  static constexpr auto each_hour = asyncio::cron({.secs = 30, .mins = 30, .hrs = asyncio::any});

  // [clock]
  /// The receiver has power until it has told time and place.
  asyncio::Coro<> set_clock() {
    asyncio::AS_GPS<4> gps;
    World::Receiver receiver;
    const asyncio::OwnedTask<> reading = asyncio::create_task(gps.run(receiver.reader));
    auto fix = co_await asyncio::as_result(asyncio::wait_for(gps.next_fix(), 60));
    if (fix) {
      place_ = *fix;
      clock_.set(gps.now_utc_ms() * 1'000);
    }
    asyncio::print(time(), fix ? "the clock is set" : "no satellites");
    show();
  }
  // [/clock]

  asyncio::GpsText time() const {
    return asyncio::time_string(static_cast<std::int32_t>(clock_.utc_us() / 1'000 % 86'400'000));
  }
  /// As 18:00.
  asyncio::GpsText minutes() const {
    const auto minute = static_cast<std::uint32_t>(clock_.utc_us() / 60'000'000 % 1'440);
    return asyncio::GpsText().add(minute / 60, 2).add(":").add(minute % 60, 2);
  }
  asyncio::GpsText weather() const {
    const int temperature = sensor_.temperature_centi_c();
    return asyncio::GpsText()
        .add(temperature < 0 ? "-" : "")
        .add_decimal(static_cast<unsigned>(temperature < 0 ? -temperature : temperature), 2)
        .add(" C  ")
        .add(static_cast<unsigned>(sensor_.humidity_centi_percent() / 100))
        .add(" %");
  }

  void show() {
    if (shows_place_) {
      lcd_[0] = latitude_string(place_, asyncio::CoordinateFormat::KML);
      lcd_[1] = longitude_string(place_, asyncio::CoordinateFormat::KML);
    } else {
      lcd_[0] = minutes();
      lcd_[1] = sensor_.error() ? std::string_view("no sensor") : weather();
    }
  }
  void turn_page() {
    shows_place_ = !shows_place_;
    show();
    asyncio::print(time(), "the page is turned");
  }
  void log() {
    asyncio::print(time(), weather());
    for (const std::uint8_t row : {0, 1}) asyncio::print("  |", std::string_view(lcd_[row]), "|");
  }

  asyncio::I2C i2c_;
  asyncio::HTU21D sensor_;
  asyncio::LcdBackpack backpack_;
  asyncio::LCD<16, 2> lcd_;
  asyncio::Pushbutton<World::Key> key_;
  asyncio::LoopClock clock_{0};
  asyncio::Fix place_;
  bool shows_place_ = false;
};

asyncio::Coro<> app() {
  const asyncio::Loop& loop = *asyncio::get_running_loop();
  World world;
  Station station(world);
  {
    const asyncio::OwnedTask<> going_by = asyncio::create_task(go_by(world));
    const asyncio::OwnedTask<> running = asyncio::create_task(station.run());
    co_await asyncio::sleep(3600);
  }
  const std::uint64_t awake_ms = (loop.time() - loop.idle_time()) / 1'000;
  asyncio::print("an hour:", loop.wakeups(), "wakings, awake for", awake_ms, "ms");
}

int main() { asyncio::run(app()); }
