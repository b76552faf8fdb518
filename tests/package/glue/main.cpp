// SPDX-License-Identifier: MIT
// One program for each glue: the contract of ports, and what a user sees. STAND_IN is the header
// that plays the SDK.
#include STAND_IN

#include "tests/conformance/port_suite.hpp"

#include <uasyncio.hpp>
#include <uasyncio/drivers/bus/i2c.hpp>
#include <uasyncio/drivers/bus/soft_i2c.hpp>

#include <algorithm>
#include <numeric>
#include <span>
#include <vector>

namespace asyncio = uasyncio;

namespace {

void check(bool is_right, const char* what) {
  if (is_right) return;
  std::printf("%s (at %llu us)\n", what, static_cast<unsigned long long>(chip::time));
  std::exit(1);
}

static_assert(asyncio::machine::OutputPin<decltype(stand_in::led)>);
static_assert(asyncio::machine::InterruptPin<decltype(stand_in::button)>);

asyncio::Port& port() { return asyncio::platform::default_port(); }
std::uint64_t tick() { return to_microseconds(port().granularity()); }

void contract(void (*wake_after)(asyncio::Duration)) {
  port_suite::run_all({.port = port(), .wake_after = wake_after, .settle = [] {}, .check = check});
}

template <chip::From from>
void wake_after(asyncio::Duration delay) {
  chip::at(chip::time + to_microseconds(delay), [] { port().wake(); }, from);
}

// At every step between the look and the sleep.
void no_wake_is_lost(chip::From from) {
  for (unsigned delay = 0; delay != 60; ++delay) {
    port().begin_look();
    const std::uint64_t when = chip::time + delay;
    chip::at(when, [] { port().wake(); }, from);
    while (!port().was_woken()) port().wait(asyncio::never);
    check(chip::time - when < 100, "a wake ends the sleep at once");
    port().begin_look();
  }
}

std::vector<std::uint64_t> edges;

asyncio::Coro<> blink(int times) {
  for (int n = 0; n != times; ++n) {
    stand_in::led.toggle();
    co_await asyncio::sleep_ms(250);
  }
}

// A LED's edges are as far apart as its sleeps, and each sleep wakes the processor once.
void edges_come_in_time() {
  edges.clear();
  chip::wakeups = 0;
  asyncio::run(blink(8));
  check(edges.size() == 8, "eight edges");
  for (std::size_t n = 1; n < edges.size(); ++n) {
    const std::uint64_t length = edges[n] - edges[n - 1];
    check(length >= 250'000, "no sleep ends early");
    check(length <= 250'000 + 2 * (tick() - 1) + 100, "no sleep ends late");
  }
  const unsigned left_over = 1;  // a notification from before
  check(chip::wakeups <= 8 * stand_in::wakeups_per_sleep + left_over, "one wake-up for an event");
}

asyncio::Coro<> spin(std::uint64_t end) {
  while (chip::time < end) {
    chip::step();
    co_await asyncio::sleep_ms(0);
  }
}

asyncio::Coro<> deadline_beside_busy_tasks() {
  auto busy = asyncio::create_task(spin(chip::time + 30'000));
  const std::uint64_t start = chip::time;
  co_await asyncio::sleep_ms(5);
  check(chip::time - start >= 5'000, "not early beside a busy task");
  check(chip::time - start < 5'000 + 2 * tick() + 200, "not late beside a busy task");
  co_await busy;
}

struct Press {
  asyncio::ThreadSafeFlag flag;
  std::uint64_t when = 0;
  int edges = 0;
};

void on_press(void* argument) {
  auto* const press = static_cast<Press*>(argument);
  press->when = chip::time;
  ++press->edges;
  press->flag.set();
}

asyncio::Coro<> button() {
  Press press;
  check(!stand_in::button.irq(asyncio::machine::Edge::falling, &on_press, &press), "irq");
  for (const bool is_busy : {false, true}) {
    auto other = asyncio::create_task(spin(is_busy ? chip::time + 40'000 : 0), {.name = "other"});
    stand_in::press_after(12'345);
    co_await press.flag.wait();
    check(chip::time - press.when < 200, "a press is seen at once");
    check(!stand_in::button.value(), "pressed");
    stand_in::release_after(5'000);
    co_await asyncio::sleep_ms(10);
    check(stand_in::button.value(), "released");
    co_await other;
  }
  check(press.edges == 2, "only the edge that was asked for");
  stand_in::button.irq(nullptr);
  stand_in::press_after(1'000);
  stand_in::release_after(2'000);
  co_await asyncio::sleep_ms(5);
  check(press.edges == 2, "nothing after irq(nullptr)");
}

#if HAS_OPEN_DRAIN
// A START, an address that nobody acknowledges, a STOP, on the pins.
asyncio::Coro<> bus_without_devices() {
  edges.clear();
  asyncio::SoftI2C controller(stand_in::scl, stand_in::sda);
  asyncio::I2C i2c(controller);
  const std::uint8_t bytes[] = {1};
  const auto result = co_await asyncio::as_result(i2c.writeto(0x55, bytes));
  check(!result && result.error() == asyncio::Error::os(19), "nobody is there");
  check(stand_in::scl.value() && stand_in::sda.value(), "both lines are free");
  check(edges.size() >= 2 * 9, "nine clocks");
}
#endif

#if HAS_I2C
static_assert(asyncio::machine::I2CController<decltype(stand_in::controller)>);
constexpr std::uint8_t address = chip::Memory::address;

// The words of the bus reach a device, and come back.
asyncio::Coro<> words_of_a_bus(asyncio::I2C& i2c) {
  const std::uint8_t bytes[] = {1, 2, 3, 4, 5};
  co_await i2c.writeto_mem(address, 0x10, bytes);
  std::uint8_t back[5] = {};
  co_await i2c.readfrom_mem_into(address, 0x10, back);
  check(std::ranges::equal(back, bytes), "what was written is read");
  chip::memory.bytes[0x15] = 6;
  co_await i2c.readfrom_into(address, std::span(back, 1));
  check(back[0] == 6, "the next one is read");
  const std::uint8_t place[] = {0x12};
  co_await i2c.writeto_then_readfrom(address, place, std::span(back, 2));
  check(back[0] == 3 && back[1] == 4, "in one transaction");
  std::uint8_t many[40];  // more than the queues of a controller
  std::iota(std::begin(many), std::end(many), std::uint8_t{7});
  co_await i2c.writeto_mem(address, 0x40, many);
  std::uint8_t many_back[40] = {};
  co_await i2c.readfrom_mem_into(address, 0x40, many_back);
  check(std::ranges::equal(many_back, many), "more than a queue is written and read");
  const asyncio::I2CAddresses found = co_await i2c.scan();
  check(found.first() == address && found.count() == 1, "who is there");
}

asyncio::Coro<> failures_of_a_bus(asyncio::I2C& i2c) {
  std::vector<std::uint8_t> bytes(stand_in::longest < 65'535 ? stand_in::longest + 1 : 1);
  const std::span<std::uint8_t> one = std::span(bytes).first(1);
  const auto absent = co_await asyncio::as_result(i2c.writeto(address + 1, one));
  check(!absent && absent.error() == asyncio::Error::os(19), "nobody is there");
  if (bytes.size() > 1) {
    const auto refused = co_await asyncio::as_result(i2c.readfrom_into(address, bytes));
    check(!refused && refused.error() == asyncio::Error::os(95), "too long");
  }
  chip::memory.slow_us = 90'000;
  const auto late = co_await asyncio::as_result(i2c.readfrom_into(address, one));
  check(!late && late.error() == asyncio::Error::os(110), "the clock is held");
  chip::memory.slow_us = 0;
  co_await i2c.writeto(address, one);  // goes on
}

// What was cancelled writes nothing any more, and the next transaction waits for its end.
asyncio::Coro<> cancelled_on_a_bus(asyncio::I2C& i2c, bool has_memaddr) {
  std::uint8_t buffer[8] = {};
  chip::memory.slow_us = 20'000;
  std::ranges::fill(chip::memory.bytes, std::uint8_t{9});
  auto task = asyncio::create_task(
      [](asyncio::I2C& bus, std::span<std::uint8_t> into, bool with_memaddr) -> asyncio::Coro<> {
        if (with_memaddr) {
          co_await bus.readfrom_mem_into(address, 0x10, into);
        } else {
          co_await bus.readfrom_into(address, into);
        }
      }(i2c, buffer, has_memaddr));
  co_await asyncio::sleep_ms(10);
  co_await asyncio::cancel_and_wait(task);
  std::ranges::fill(chip::memory.bytes, std::uint8_t{7});
  chip::memory.slow_us = 0;
  std::uint8_t other[8] = {};
  co_await i2c.readfrom_mem_into(address, 0x20, other);
  check(std::ranges::count(other, 7) == 8, "the bus goes on");
  co_await asyncio::sleep_ms(50);
  check(std::ranges::count(buffer, 0) == 8, "what was cancelled writes nothing");
}

asyncio::Coro<> bus_with_a_memory() {
  asyncio::I2C i2c(stand_in::controller);
  co_await words_of_a_bus(i2c);
  co_await failures_of_a_bus(i2c);
  for (const bool has_memaddr : {true, false}) {
    co_await cancelled_on_a_bus(i2c, has_memaddr);
  }
}

// A bus that goes in the middle of a transaction, and another one on the same controller.
void buses_come_and_go() {
  chip::memory.slow_us = 20'000;
  (void)asyncio::run_result([]() -> asyncio::Coro<> {
    asyncio::I2C i2c(stand_in::controller);
    std::uint8_t byte[1] = {};
    (void)co_await asyncio::as_result(asyncio::wait_for_ms(i2c.readfrom_into(address, byte), 10));
  }());
  chip::memory.slow_us = 0;
  asyncio::run(bus_with_a_memory());
}
#endif

// A counter of milliseconds wraps in 32 bits after 49 days; the loop has looked before.
void time_goes_on_for_months() {
  for (int n = 0; n != 4; ++n) {
    const auto before = to_microseconds(port().now());
    chip::time += 20ull * 24 * 3600 * 1'000'000;
    (void)port().now();  // interrupts that are due may come
    const auto after = to_microseconds(port().now());
    check(after - before >= 20ull * 24 * 3600 * 1'000'000 - tick(), "days are counted");
  }
  check(to_microseconds(port().now()) + 2 * tick() >= chip::time, "time is that of the chip");
}

}  // namespace

int main() {
  chip::on_output = [](unsigned, bool) { edges.push_back(chip::time); };
  stand_in::start();
  contract(&wake_after<chip::From::interrupt>);
  no_wake_is_lost(chip::From::interrupt);
  if (stand_in::has_tasks) {
    contract(&wake_after<chip::From::task>);
    no_wake_is_lost(chip::From::task);
  }
  edges_come_in_time();
  asyncio::run(deadline_beside_busy_tasks());
  asyncio::run(button());
#if HAS_OPEN_DRAIN
  asyncio::run(bus_without_devices());
#endif
#if HAS_I2C
  asyncio::run(bus_with_a_memory());
  buses_come_and_go();
#endif
#ifdef ABORT_HAS_WAYS
  for (const auto way : {stand_in::OnAbort::calls_at_once, stand_in::OnAbort::refuses}) {
    stand_in::on_abort = way;
    asyncio::run(bus_with_a_memory());
    buses_come_and_go();
  }
#endif
  time_goes_on_for_months();
  edges_come_in_time();
  asyncio::print("fits");
}
