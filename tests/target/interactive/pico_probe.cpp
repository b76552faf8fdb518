// SPDX-License-Identifier: MIT
// What the Pico has beside console and pins: tests/tools/test_pico.py gives the commands, and is
// the world outside of the chip.
#include <uasyncio.hpp>
#include <uasyncio/drivers/bus/i2c.hpp>
#include <uasyncio/drivers/bus/spi.hpp>
#include <uasyncio/machine/adc.hpp>
#include <uasyncio/machine/delay.hpp>
#include <uasyncio/drivers/supervisor.hpp>
#include <uasyncio/sched/wall_clock.hpp>

#include "ports/rp2040/pwm.hpp"
#include "ports/rp2040/rtc.hpp"
#include "ports/rp2040/timer.hpp"
#include "ports/rp2040/wdt.hpp"

#include <board.hpp>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <functional>
#include <string_view>

namespace asyncio = uasyncio;

namespace {

static_assert(asyncio::machine::ADC<decltype(board::adc)>);
static_assert(asyncio::machine::I2CController<board::I2CController>);
static_assert(asyncio::machine::I2CLines<board::I2CController>);
static_assert(asyncio::machine::SPIController<board::SPIController>);
static_assert(asyncio::machine::Timer<asyncio::rp2040::Timer>);
static_assert(asyncio::machine::UART<board::UART<>>);

static_assert(asyncio::machine::PWM<asyncio::rp2040::PWM>);
static_assert(asyncio::machine::WDT<asyncio::rp2040::WDT>);
static_assert(asyncio::machine::RTC<asyncio::rp2040::RTC>);
static_assert(asyncio::WallClock<asyncio::rp2040::RTC>);

constexpr std::uint8_t memory_address = 0x50;

board::I2CController controller(400'000);
asyncio::I2C i2c(controller);

// Ten edges, a millisecond apart.
asyncio::Coro<> square() {
  asyncio::Time next = asyncio::get_running_loop()->time() + 1'000;
  for (int edge = 0; edge < 10; ++edge, next += 1'000) {
    co_await asyncio::sleep_until(next);
    board::led1.toggle();
  }
  asyncio::print("done");
}

// The time in the handler, of two edges that come from outside.
asyncio::Coro<> latency() {
  asyncio::ThreadSafeFlag pressed;
  const asyncio::Error refusal = board::button.irq(
      asyncio::machine::Edge::falling,
      [](void* flag) {
        board::led2.on();
        static_cast<asyncio::ThreadSafeFlag*>(flag)->set();
      },
      &pressed);
  asyncio::print(refusal ? "refused" : "waiting");
  co_await pressed.wait();
  board::led3.on();
  board::button.irq(nullptr);
  asyncio::print("pressed");
}

asyncio::Coro<> convert() {
  const asyncio::machine::Sample sample = board::adc.read_u16();
  asyncio::print(sample.error ? -1 : static_cast<int>(sample.value));
  co_return;
}

// More bytes than the controller's queue has room for, there and back.
asyncio::Coro<> remember() {
  std::uint8_t bytes[40];
  for (std::uint8_t index = 0; index < sizeof bytes; ++index) bytes[index] = index * 3;
  co_await i2c.writeto_mem(memory_address, 0x10, bytes);
  std::uint8_t back[sizeof bytes] = {};
  co_await i2c.readfrom_mem_into(memory_address, 0x10, back);
  asyncio::print(std::ranges::equal(bytes, back) ? "as written" : "otherwise");
}

asyncio::Coro<> ask_nobody() {
  const std::uint8_t byte = 1;
  const asyncio::machine::I2CRequest request{.out = &byte, .out_size = 1, .address = 0x23};
  const asyncio::Error error = co_await i2c.transact(request);
  asyncio::print(error == asyncio::Error::os(ENODEV) ? "ENODEV" : "another end");
}

asyncio::Coro<> scan() {
  const asyncio::I2CAddresses found = co_await i2c.scan();
  for (int address = 0; address < 128; ++address) {
    if (found.contains(address)) asyncio::print("found", address);
  }
  asyncio::print("scanned");
}

// A device that holds the clock: the transfer takes too long, is given up, and the next one works.
asyncio::Coro<> give_up() {
  std::uint8_t byte = 0;
  const asyncio::machine::I2CRequest request{.in = &byte, .in_size = 1, .address = 0x51};
  const asyncio::Error error = co_await i2c.transact(request);
  const int timed_out = static_cast<int>(asyncio::machine::I2CStatus::timed_out);
  asyncio::print(error == asyncio::Error::os(timed_out) ? "ETIMEDOUT" : "another end");
}

// A memory on SPI: two bytes say what is meant and where.
constexpr std::uint8_t write_from_16[] = {2, 0x10};
constexpr std::uint8_t read_from_16[] = {3, 0x10};

board::SPIController spi_controller({.polarity = true, .phase = true});
asyncio::SPI spi(spi_controller);
const asyncio::SPIDevice memory(board::chip_select);

// More bytes than the controller's queue has room for, there and back; or so many fewer.
asyncio::Coro<> remember_by_spi(std::size_t size) {
  std::uint8_t bytes[2 + 40];
  std::ranges::copy(write_from_16, bytes);
  for (std::uint8_t index = 2; index < sizeof bytes; ++index) bytes[index] = index * 5;
  co_await spi.write(memory, std::span(bytes).first(2 + size));
  std::uint8_t back[40] = {};
  co_await spi.write_then_readinto(memory, read_from_16, std::span(back).first(size));
  const bool is_same = std::equal(back, back + size, bytes + 2);
  const bool is_rest_blank = std::ranges::all_of(std::span(back).subspan(size), std::logical_not());
  asyncio::print(is_same && is_rest_blank ? "as written" : "otherwise");
}

// A read of 40 bytes is cancelled after so many microseconds, whatever is under way then.
asyncio::Coro<bool> is_cancelled_well(int after_us) {
  std::uint8_t back[40] = {};
  auto read = asyncio::create_task(spi.write_then_readinto(memory, read_from_16, back));
  co_await asyncio::sleep_us(after_us);
  co_await asyncio::cancel_and_wait(read);
  const bool is_deselected = board::chip_select.value();
  std::uint8_t before[sizeof back];
  std::ranges::copy(back, before);
  co_await asyncio::sleep_us(500);
  co_return is_deselected&& read.cancelled() && std::ranges::equal(before, back);
}

asyncio::Coro<> cancel_spi() {
  int failures = 0;
  for (int after_us = 1; after_us < 330; after_us += 7) {
    const bool is_well = co_await is_cancelled_well(after_us);
    if (!is_well) ++failures;
  }
  asyncio::print("failures:", failures);
}

// Toggles a pin: twice after 1.5 ms each, then each millisecond. Nothing interrupts for 3.4 ms.
void toggle(void* led) { static_cast<asyncio::rp2040::OutputPin*>(led)->toggle(); }

asyncio::Coro<> time_by_hardware() {
  using asyncio::machine::TimerMode;
  asyncio::rp2040::Timer once(1), often(3);
  const bool is_refused = once.init(TimerMode::one_shot, 0, &toggle, nullptr) &&
                          once.init(TimerMode::one_shot, 0x8000'0000, &toggle, nullptr);
  const bool is_set = !once.init(TimerMode::one_shot, 1'500, &toggle, &board::led2) &&
                      !often.init(TimerMode::periodic, 1'000, &toggle, &board::led3);
  co_await asyncio::sleep_us(3'500);
  const bool is_set_again = !once.init(TimerMode::one_shot, 1'500, &toggle, &board::led2);
  {
    asyncio::cortex_m::InterruptMask masked;
    for (int n = 0; n != 34; ++n) asyncio::machine::delay_us(100);
  }
  co_await asyncio::sleep_us(2'000);
  often.deinit();
  co_await asyncio::sleep_ms(5);
  asyncio::print(is_refused && is_set && is_set_again ? "done" : "refused");
}

// A quarter of a period of 50 us on one pin, all of it on the next one, and then nothing.
asyncio::Coro<> modulate() {
  asyncio::rp2040::PWM quarter(18);
  asyncio::rp2040::PWM full(19);
  quarter.duty_u16(16'384);
  full.duty_u16(65'535);
  const bool is_refused = quarter.freq(7) && quarter.freq(100'000'000);
  const bool is_set = !quarter.freq(20'000) && !full.freq(20'000);
  co_await asyncio::sleep_ms(1);
  quarter.duty_u16(0);
  full.duty_u16(0);
  co_await asyncio::sleep_ms(1);
  const bool is_told = quarter.freq() == 20'000 && quarter.duty_u16() == 0;
  quarter.deinit();
  full.deinit();
  asyncio::print(is_refused && is_set && is_told ? "done" : "refused");
}

// Feeds it for a while, and then no more.
asyncio::Coro<> starve_watchdog() {
  asyncio::rp2040::WDT watchdog(20);
  for (int meal = 0; meal < 10; ++meal) {
    co_await asyncio::sleep_ms(15);
    watchdog.feed();
  }
  asyncio::print("no more food");
  co_await asyncio::sleep(10);
  asyncio::print("still here");
}

[[gnu::section(".noinit")]] asyncio::StallNote note;

asyncio::Coro<> make_progress(asyncio::SupervisorBase& supervisor, const char* name, int times) {
  asyncio::Watched watched(supervisor, name, 100);
  for (int step = 0; step < times; ++step) {
    co_await asyncio::sleep_ms(20);
    watched.progress();
  }
  co_await asyncio::sleep(asyncio::never);
}

// A task that waits for what never comes, or one that gives nobody a turn.
asyncio::Coro<> hang(bool is_spinning) {
  asyncio::rp2040::WDT watchdog(50);
  asyncio::Supervisor supervisor(watchdog, note, 20);
  auto pump = asyncio::create_task(make_progress(supervisor, "pump", 1'000));
  auto radio = asyncio::create_task(make_progress(supervisor, "radio", is_spinning ? 1'000 : 10));
  auto run = asyncio::create_task(supervisor.run());
  co_await asyncio::sleep_ms(300);
  if (!is_spinning) co_await run;
  asyncio::print(is_spinning ? "spins" : supervisor.stalled());
  while (true) asyncio::machine::delay_us(1'000);
}

// Over the end of February of a leap year.
asyncio::Coro<> keep_a_calendar() {
  constexpr std::int64_t second = 1'000'000;
  constexpr std::int64_t end_of_february = 1'709'251'198;  // 2024-02-29 23:59:58
  asyncio::rp2040::RTC calendar;
  const bool is_blank = calendar.utc_us() == 0;
  const asyncio::Error too_early = calendar.set(-2'200'000'000 * second);
  const asyncio::Error refusal = calendar.set(end_of_february * second);
  co_await asyncio::sleep_ms(3'500);
  const auto passed = static_cast<int>(calendar.utc_us() / second - end_of_february);
  const bool is_right = is_blank && too_early == asyncio::Error::value && !refusal;
  asyncio::print(is_right ? "passed" : "refused", passed);
}

// Nobody else has a turn meanwhile.
asyncio::Coro<> compute() {
  asyncio::machine::delay_us(500'000);
  asyncio::print("done");
  co_return;
}

asyncio::Coro<> obey(std::string_view command) {
  if (command == "square") co_await square();
  if (command == "latency") co_await latency();
  if (command == "adc") co_await convert();
  if (command == "memory") co_await remember();
  if (command == "nobody") co_await ask_nobody();
  if (command == "scan") co_await scan();
  if (command == "silent") co_await give_up();
  if (command == "pwm") co_await modulate();
  if (command == "spi") co_await remember_by_spi(40);
  if (command == "spi byte") co_await remember_by_spi(1);
  if (command == "spi cancel") co_await cancel_spi();
  if (command == "timer") co_await time_by_hardware();
  if (command == "rtc") co_await keep_a_calendar();
  if (command == "starve") co_await starve_watchdog();
  if (command == "hang") co_await hang(false);
  if (command == "spin") co_await hang(true);
  if (command == "compute") co_await compute();
  if (command == "note") asyncio::print(note.read());
}

asyncio::Coro<> app() {
  board::led1.off();
  board::led2.off();
  board::led3.off();
  asyncio::print(asyncio::rp2040::WDT::has_reset() ? "reset by the watchdog" : "ready");
  for (;;) {
    char buffer[16];
    const std::string_view command = co_await board::console.read_line(buffer);
    co_await obey(command);
  }
}

}  // namespace

int main() { asyncio::run(app()); }
