// SPDX-License-Identifier: MIT
// How programs end: tests/tools/test_end.py gives the commands.
#include "uasyncio/core/catch.hpp"
#include "uasyncio/core/fail.hpp"
#include "uasyncio/core/run.hpp"
#include "uasyncio/port/platform.hpp"

#include "ports/cortex_m/end.hpp"
#include "ports/cortex_m/interrupts.hpp"
#include "ports/cortex_m/registers.hpp"

#include <board.hpp>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace asyncio = uasyncio;

extern "C" void __cxa_pure_virtual();  // what a call of a pure virtual function calls

namespace {

using asyncio::cortex_m::register_at;

constexpr std::uintptr_t nowhere = 0x9000'1230;  // no memory, no device

volatile bool fault_hook_was_called = false;

void write(std::string_view text) { board::console.write(text); }

void write_number(int value) {
  const char digits[] = {static_cast<char>('0' + value / 100),
                         static_cast<char>('0' + value / 10 % 10),
                         static_cast<char>('0' + value % 10)};
  write(std::string_view(digits, sizeof digits));
}

[[gnu::noinline]] unsigned overflow_stack(unsigned depth) {
  volatile char space[200];
  space[depth % sizeof space] = 1;
  return depth > 1'000'000 ? 0 : overflow_stack(depth + 1) + space[0];
}

void divide(int divisor) {
  volatile int variable = divisor;
  variable = 7 / variable;
}

void crash(std::string_view how) {
  if (how == "jump") reinterpret_cast<void (*)()>(0xA000'0000)();
  if (how == "bus") register_at(nowhere) = 1;
  if (how == "undefined") asm volatile("udf #0");
  if (how == "overflow") overflow_stack(0);
  if (how == "divide") divide(0);
  if (how == "unhandled") asm volatile("svc 0");
  if (how == "pure") __cxa_pure_virtual();
  if (how == "abort") std::abort();
  if (how == "exit") asyncio::platform::exit_program(7);
}

char way[16];  // how to crash in the interrupt

// PendSV, at once (ARMv6-M and ARMv7-M ARM, B3.2.4: ICSR).
void crash_in_interrupt(std::string_view how) {
  for (std::size_t index = 0; index < how.size(); ++index) way[index] = how[index];
  register_at(0xE000'ED04) = 1u << 28;
  asm volatile("dsb\n isb");
}

// "bus"; "i bus": in an interrupt; "m bus": with interrupts masked.
void obey(std::string_view command) {
  const bool in_interrupt = command.starts_with("i ");
  const bool masked = command.starts_with("m ");
  if (in_interrupt || masked) command.remove_prefix(2);
  if (in_interrupt) {
    crash_in_interrupt(command);
  } else if (masked) {
    const asyncio::cortex_m::InterruptMask mask;
    crash(command);
  } else {
    crash(command);
  }
}

asyncio::Coro<int> listen() {
  write("ready\n");
  char buffer[16];
  auto line = co_await asyncio::as_result(board::console.read_line(buffer));
  const std::string_view command = line.ok() ? *line : "";
  if (command == "fail") co_await asyncio::fail(asyncio::Error::value);
  if (command == "succeed") co_return 0;
  obey(command);
  co_return 42;
}

}  // namespace

extern "C" void pend_supervisor_handler() { crash(way); }

namespace uasyncio::platform {

void on_fault(const Fault& fault) noexcept { fault_hook_was_called = fault.is_fault(); }

void on_end(int status) noexcept {
  write(fault_hook_was_called ? "on_fault, on_end " : "on_end ");
  write_number(status);
  write("\n");
}

}  // namespace uasyncio::platform

int main() { return asyncio::run(listen()); }
