// SPDX-License-Identifier: MIT
// The port for programs that the Pico SDK builds (2.x; docs/boards/pico_sdk.md): time is the chip's
// timer, the alarm is one of its four. Interrupts are masked on one core, so the loop and all that
// wakes it stay on one.
#include "uasyncio/port/platform.hpp"
#include "uasyncio/port/port.hpp"

#include <hardware/sync.h>
#include <hardware/timer.h>
#include <pico/stdio.h>
#include <unistd.h>

namespace uasyncio {
namespace {

class PicoPort final : public Port {
 public:
  constexpr PicoPort() noexcept : Port(1) {}

  void begin() noexcept;
  Instant now() noexcept override { return at_microseconds(time_us_64()); }

  // What comes between the look and the sleep stays pending, and ends the sleep at once.
  bool wait(Instant deadline) noexcept override {
    arm(deadline);
    bool has_news = false;
    while (!has_news) {
      const std::uint32_t before = save_and_disable_interrupts();
      has_news = needs_look();
      if (!has_news) __wfi();
      restore_interrupts(before);
    }
    return true;
  }

  void arm(Instant deadline) noexcept override {
    armed_ = deadline;
    if (deadline == never) {
      hardware_alarm_cancel(alarm_);
    } else if (hardware_alarm_set_target(alarm_, from_us_since_boot(to_microseconds(deadline)))) {
      deadline_has_come();
    }
  }
  void on_alarm() noexcept { deadline_has_come(); }
  bool has_begun() const noexcept { return has_begun_; }

 private:
  unsigned alarm_ = 0;
  bool has_begun_ = false;
};

constinit PicoPort port;

void PicoPort::begin() noexcept {
  has_begun_ = true;
  alarm_ = static_cast<unsigned>(hardware_alarm_claim_unused(true));
  hardware_alarm_set_callback(alarm_, [](unsigned) { port.on_alarm(); });
}

}  // namespace

Port& platform::default_port() noexcept {
  if (!port.has_begun()) port.begin();
  return port;
}

void platform::console_write(const char* text, std::size_t length) noexcept {
  for (; length != 0; --length) putchar_raw(*text++);
}

void platform::diagnostic_write(const char* text, std::size_t length) noexcept {
  console_write(text, length);
}

void platform::exit_program(int status) noexcept {
  stdio_flush();
  _exit(status);
}

}  // namespace uasyncio
