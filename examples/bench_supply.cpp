// SPDX-License-Identifier: MIT
// The front of a bench supply: a knob and a keypad set it, a converter measures what comes out, a
// sensor looks after the heat sink, and a display of 16 x 2 shows it, on three pages. On the Pico
// all that is on pins, which ./run --board pico --panel examples/bench_supply.cpp brings to life;
// elsewhere it is simulated, and somebody uses it for an hour.
//   digits  whole volts        *  the next page
//   knob    a tenth of a volt, or on the second page 10 mA        #  output on and off
// [wiring]
// WIRE: lcd 16x2 GP16 GP17 GP18 GP19 GP20 GP21
// WIRE: keypad 4x3 GP6 GP7 GP8 GP9 GP10 GP11 GP12
// WIRE: knob GP2 GP3
// WIRE: htu21d i2c0
// [/wiring]
#include <uasyncio.hpp>
#include <uasyncio/drivers/aadc.hpp>
#include <uasyncio/drivers/bus/i2c.hpp>
#include <uasyncio/drivers/encoder.hpp>
#include <uasyncio/drivers/gps/gps_text.hpp>
#include <uasyncio/drivers/htu21d.hpp>
#include <uasyncio/drivers/keyboard.hpp>
#include <uasyncio/drivers/lcd.hpp>
#include <uasyncio/drivers/lcd_pins.hpp>

#include <board.hpp>

#include <algorithm>
#include <array>

#ifdef UASYNCIO_BOARD_PICO
#include "ports/rp2040/pwm.hpp"
#else
#include <uasyncio/drivers/bus/soft_i2c.hpp>
#include <uasyncio/testing/adc.hpp>
#include <uasyncio/testing/htu21d.hpp>
#include <uasyncio/testing/i2c_wires.hpp>
#include <uasyncio/testing/lcd.hpp>
#include <uasyncio/testing/matrix.hpp>
#include <uasyncio/testing/pin.hpp>
#endif

namespace asyncio = uasyncio;
using Text = asyncio::GpsText;

constexpr int full_scale_mv = 16'000;  // of the output and of the converter
constexpr std::string_view labels = "123456789*0#";

// ---- what hangs on the board

#ifdef UASYNCIO_BOARD_PICO
struct Rig {
  using Input = asyncio::rp2040::InterruptPin;
  using Output = asyncio::rp2040::OutputPin;
  using Row = asyncio::rp2040::OpenDrainPin;
  using Column = Input;
  using Converter = asyncio::rp2040::ADC;

  Input x{2}, y{3};
  Row rows[4] = {Row(6), Row(7), Row(8), Row(9)};
  Input columns[3] = {Input(10), Input(11), Input(12)};
  Output rs{16}, e{17}, d4{18}, d5{19}, d6{20}, d7{21};
  board::I2CController controller{100'000};
  Converter converter{26};
  asyncio::rp2040::PWM pwm{14};  // through a filter and an amplifier

  void drive(int millivolts) {
    if (pwm.freq() == 0) (void)pwm.freq(1'000);
    pwm.duty_u16(static_cast<std::uint16_t>(millivolts * 65'535 / full_scale_mv));
  }
  asyncio::Coro<> hour() { co_await asyncio::sleep(3600); }
};
#else
struct Rig {
  using Keypad = asyncio::testing::Matrix<4, 3>;
  using Input = asyncio::testing::Pin;
  using Output = asyncio::testing::Lcd::Pin;
  using Row = Keypad::RowPin;
  using Column = Keypad::ColumnPin;
  using Converter = asyncio::testing::Adc;
  using Wire = asyncio::testing::I2CWires::Pin;

  Rig() {
    wires.attach(sensor);
    sensor.set(2'350, 4'500);
  }
  void drive(int millivolts) {
    converter.set(static_cast<std::uint16_t>(millivolts * 65'535 / full_scale_mv));
  }

  // ---- somebody uses it
  asyncio::Coro<> type(char label) {
    const std::size_t code = labels.find(label);
    keypad.press(code / 3, code % 3);
    co_await asyncio::sleep_ms(100);
    keypad.release(code / 3, code % 3);
    co_await asyncio::sleep_ms(300);
  }
  asyncio::Coro<> turn(int detents) {
    const int step = detents > 0 ? 1 : -1;
    for (int n = 0; n != 4 * detents; n += step) {
      place += step;
      x.set(((place + 1) & 2) != 0);
      y.set((place & 2) != 0);
      co_await asyncio::sleep_ms(5);
    }
    co_await asyncio::sleep_ms(300);
  }
  asyncio::Coro<> look() {
    co_await asyncio::sleep_ms(300);
    for (const std::uint8_t row : {0, 1}) asyncio::print("  |", display.row(row), "|");
  }
  asyncio::Coro<> hour() {
    co_await asyncio::sleep(5);
    co_await look();
    co_await type('5');
    co_await turn(-17);
    co_await type('#');
    co_await look();
    co_await type('*');
    co_await turn(3);
    co_await look();
    co_await type('*');
    co_await asyncio::sleep(1200);
    co_await look();
    sensor.set(7'100, 900);
    co_await asyncio::sleep(1200);
    co_await look();
    co_await asyncio::sleep(1190);
  }

  Input x{false, "x"}, y{false, "y"};
  Keypad keypad;
  Row (&rows)[4] = keypad.rows;
  Column (&columns)[3] = keypad.columns;
  asyncio::testing::Lcd display{16, 2};
  Output &rs = display.rs, &e = display.e;
  Output &d4 = display.d4, &d5 = display.d5, &d6 = display.d6, &d7 = display.d7;
  asyncio::testing::I2CWires wires;
  asyncio::testing::Htu21d sensor;
  asyncio::SoftI2C<Wire, Wire> controller{wires.scl, wires.sda, 100'000};
  Converter converter;
  int place = 0;
};
#endif

// ---- the supply

class Supply {
 public:
  explicit Supply(Rig& rig)
      : rig_(rig),
        i2c_(rig.controller),
        sensor_(i2c_, {.read_delay_ms = 2'000}),
        bus_(rig.rs, rig.e, rig.d4, rig.d5, rig.d6, rig.d7),
        lcd_(bus_),
        keys_(rig.rows, rig.columns, {.has_diodes = true}),
        knob_(rig.x, rig.y, {.div = 4}, [this](int, int delta) { turned(delta); }),
        meter_(rig.converter, {.period_ms = 100}) {}

  // [run]
  asyncio::Coro<> run() {
    apply();
    auto body = [this](asyncio::TaskGroup& group) -> asyncio::Coro<> {
      group.create_task(lcd_.run());
      group.create_task(sensor_.run());
      group.create_task(read_keys());
      group.create_task(measure());
      co_await watch_heat();
    };
    co_await asyncio::with(asyncio::TaskGroup(), body);
  }
  // [/run]

 private:
  enum class Page { voltage, current, climate };
  static constexpr int pages = 3;
  static constexpr int step_mv = 100, step_ma = 10, most_mv = 15'000, most_ma = 3'000;
  static constexpr int hot_centi_c = 7'000;
  static constexpr int meter_step = 65'536 / full_scale_mv * 50;  // 50 mV

  asyncio::Coro<> read_keys() {
    while (auto code = co_await keys_.next()) {
      const char label = labels[*code];
      if (label == '*') {
        page_ = static_cast<Page>((static_cast<int>(page_) + 1) % pages);
      } else if (label == '#') {
        switch_output(!is_on_ && !is_hot());
      } else {
        wanted_mv_ = (label - '0') * 1'000;
      }
      apply();
    }
  }
  void turned(int delta) {
    if (page_ == Page::voltage) wanted_mv_ = std::clamp(wanted_mv_ + delta * step_mv, 0, most_mv);
    if (page_ == Page::current) limit_ma_ = std::clamp(limit_ma_ + delta * step_ma, 0, most_ma);
    apply();
  }
  asyncio::Coro<> measure() {
    while (true) {
      measured_mv_ = co_await meter_(meter_step) * full_scale_mv / 65'535;
      show();
    }
  }
  // [heat]
  asyncio::Coro<> watch_heat() {
    while (true) {
      co_await sensor_.next();
      if (is_on_ && is_hot()) {
        asyncio::print("the heat sink is too hot");
        switch_output(false);
        apply();
      }
      show();
    }
  }
  // [/heat]

  bool is_hot() const { return sensor_.temperature_centi_c() > hot_centi_c; }
  void switch_output(bool is_on) {
    is_on_ = is_on;
    asyncio::print("output", is_on ? "on" : "off");
  }
  void apply() {
    rig_.drive(is_on_ ? wanted_mv_ : 0);
    show();
  }
  void show() {
    const std::string_view state = is_hot() ? "  too hot" : is_on_ ? "  on" : "  off";
    if (page_ == Page::voltage) {
      lcd_[0] = volts("set ", wanted_mv_).add(state);
      lcd_[1] = volts("out ", measured_mv_);
    } else if (page_ == Page::current) {
      lcd_[0] = Text().add("limit").add(state);
      lcd_[1] = Text().add(static_cast<unsigned>(limit_ma_)).add(" mA");
    } else {
      lcd_[0] = sensor_.error() ? Text().add("no sensor") : degrees();
      lcd_[1] = Text().add(sensor_.humidity_centi_percent() / 100u).add(" %").add(state);
    }
  }
  static Text volts(std::string_view what, int millivolts) {
    return Text().add(what).add_decimal(static_cast<unsigned>(millivolts) / 10, 2).add(" V");
  }
  Text degrees() const {
    const int centi = sensor_.temperature_centi_c();
    return Text()
        .add(centi < 0 ? "-" : "")
        .add_decimal(static_cast<unsigned>(centi < 0 ? -centi : centi) / 10, 1)
        .add(" C");
  }

  Rig& rig_;
  asyncio::I2C i2c_;
  asyncio::HTU21D sensor_;
  asyncio::LcdPins<Rig::Output, Rig::Output, Rig::Output, Rig::Output, Rig::Output, Rig::Output>
      bus_;
  asyncio::LCD<16, 2> lcd_;
  asyncio::Keyboard<4, 3, Rig::Row, Rig::Column> keys_;
  asyncio::Encoder<Rig::Input, Rig::Input> knob_;
  asyncio::AADC<Rig::Converter> meter_;

  Page page_ = Page::voltage;
  int wanted_mv_ = 3'300;
  int limit_ma_ = 500;
  int measured_mv_ = 0;
  bool is_on_ = false;
};

asyncio::Coro<> app() {
  Rig rig;
  Supply supply(rig);
  const asyncio::OwnedTask<> running = asyncio::create_task(supply.run());
  co_await rig.hour();
  asyncio::print("an hour:", asyncio::get_running_loop()->wakeups(), "wakings");
}

int main() { asyncio::run(app()); }
