// SPDX-License-Identifier: MIT
// What only a partner outside the board can test: tests/tools/test_emulator.py gives the commands.
#include "uasyncio/core/catch.hpp"
#include "uasyncio/core/run.hpp"
#include "uasyncio/core/sleep.hpp"
#include "uasyncio/port/platform.hpp"
#include "uasyncio/structured/wait_for.hpp"
#include "uasyncio/threadsafe/thread_safe_flag.hpp"

#include "ports/cortex_m/interrupts.hpp"
#include "ports/cortex_m/registers.hpp"

#include <board.hpp>
#include <cstdint>
#include <string_view>

namespace asyncio = uasyncio;

static_assert(asyncio::machine::OutputPin<decltype(board::led1)>);
static_assert(asyncio::machine::InterruptPin<decltype(board::button)>);

namespace {

void write(std::string_view text) { board::console.write(text); }

void write_many_lines() {
  for (char digit = '0'; digit <= '9'; ++digit) {
    for (int count = 0; count < 99; ++count) write(std::string_view(&digit, 1));
    write("\n");
  }
}

// The queue is not empty when the interrupt, and then masked code, write too.
void write_from_everywhere() {
  write("from a task\n");
  asyncio::cortex_m::register_at(0xE000'ED04) = 1u << 28;  // ICSR: PendSV
  asm volatile("isb");
  asyncio::cortex_m::InterruptMask masked;
  write("with interrupts masked\n");
}

asyncio::Coro<> watch_button() {
  asyncio::ThreadSafeFlag changed;
  const asyncio::Error refusal = board::button.irq(
      asyncio::machine::Edge::both,
      [](void* flag) { static_cast<asyncio::ThreadSafeFlag*>(flag)->set(); }, &changed);
  write(refusal ? "refused\n" : "watching\n");
  for (int edge = 0; edge < 4; ++edge) {
    co_await changed.wait();
    write(board::button.value() ? "high\n" : "low\n");
  }
  board::button.irq(nullptr);
}

void switch_led() {
  board::led1.on();
  write(board::led1.value() ? "on " : "off ");
  board::led1.toggle();
  write(board::led1.value() ? "on " : "off ");
  board::led1.value(true);
  write(board::led1.value() ? "on\n" : "off\n");
}

// Too busy to read, until that does harm.
void block() {
  write("blocking\n");
  const asyncio::Instant end = asyncio::platform::default_port().now() + asyncio::from_seconds(60);
  while (board::console.overruns() == 0 && asyncio::platform::default_port().now() < end) {
  }
  write(board::console.overruns() > 0 ? "some were lost\n" : "all there\n");
}

// Reads a line, and is out of time again and again: nothing of it is lost.
asyncio::Coro<> read_impatiently() {
  char buffer[16];
  for (;;) {
    auto result =
        co_await asyncio::as_result(asyncio::wait_for_ms(board::console.read_line(buffer), 200));
    if (!result.ok()) {
      write("gave up\n");
      continue;
    }
    write(*result);
    write(board::console.was_truncated() ? "...\n" : "\n");
    co_return;
  }
}

// A second one cannot read beside it.
asyncio::Coro<> read_twice() {
  auto first = asyncio::create_task(read_impatiently());
  co_await asyncio::sleep_ms(1);
  char buffer[16];
  auto result = co_await asyncio::as_result(board::console.read_line(buffer));
  write(result.error().text());
  write("\n");
  co_await first;
}

asyncio::Coro<> obey() {
  write("ready\n");
  while (true) {
    char buffer[16];
    auto result = co_await asyncio::as_result(board::console.read_line(buffer));
    if (!result.ok()) break;
    const std::string_view line = *result;
    if (line == "lines") write_many_lines();
    if (line == "everywhere") write_from_everywhere();
    if (line == "button") co_await watch_button();
    if (line == "led") switch_led();
    if (line == "block") block();
    if (line == "impatiently") co_await read_impatiently();
    if (line == "twice") co_await read_twice();
    write("[");
    write(line);
    write(board::console.was_truncated() ? "...]\n" : "]\n");
  }
  write("end of input\n");
}

}  // namespace

extern "C" void pend_supervisor_handler() { write("from an interrupt\n"); }

int main() {
  asyncio::run(obey());
  return 42;
}
