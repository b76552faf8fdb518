// SPDX-License-Identifier: MIT
// All that the library asks of a chip: the clock, the sleep, two ways to write, the end. Here the
// clock is a tick of a millisecond, as most SDKs have one, and a debugger reads what is written.
#include <uasyncio.hpp>

#include "chip.hpp"

using namespace uasyncio;

namespace {

// [port]
class TickPort final : public Port {
 public:
  constexpr TickPort() noexcept : Port(1000) {}

  Instant now() noexcept override {
    const kernel::CriticalSection masked;  // 64 bits are read in two steps
    return at_microseconds(ticks_ * 1000);
  }

  bool wait(Instant deadline) noexcept override {
    arm(deadline);
    const kernel::CriticalSection masked;  // a masked interrupt ends the sleep all the same
    while (!needs_look()) {
      asm volatile("wfi");
      serve_interrupts();
    }
    return true;
  }

  void arm(Instant deadline) noexcept override {
    const kernel::CriticalSection masked;
    armed_ = deadline;
    if (now() >= armed_) deadline_has_come();
  }

  void tick() noexcept {
    ++ticks_;
    if (now() >= armed_) deadline_has_come();
  }

 private:
  static void serve_interrupts() noexcept {
#if defined(__arm__)
    asm volatile("cpsie i\n isb\n cpsid i" ::: "memory");
#else
    asm volatile("csrsi mstatus, 8\n csrci mstatus, 8" ::: "memory");
#endif
  }

  std::int64_t ticks_ = 0;
};
// [/port]

// Not a static object of a function: its guard would bring the exceptions of the C++ library along.
constinit TickPort tick_port;
constinit bool is_started = false;

void write_by_debugger(const char* text, std::size_t length) {
  for (; length > 0; --length) call_debugger(3, text++);
}

}  // namespace

void tick_hook();

void on_tick() {
  tick_port.tick();
  tick_hook();
}

// [platform]
Port& platform::default_port() noexcept {
  if (!is_started) start_ticks();
  is_started = true;
  return tick_port;
}

void platform::console_write(const char* text, std::size_t length) noexcept {
  write_by_debugger(text, length);
}

void platform::diagnostic_write(const char* text, std::size_t length) noexcept {
  write_by_debugger(text, length);
}

void platform::exit_program(int status) noexcept { end_program(status); }
// [/platform]
