// SPDX-License-Identifier: MIT
// The port for programs on ST's HAL without an RTOS (docs/boards/stm32_hal.md). The HAL's SysTick,
// once a millisecond, is the clock and the alarm: its counter gives the microseconds between two
// ticks. It wakes the processor anyway; what is left of a sleep after the last tick is waited for
// awake, so that sleeps are exact.
#include "ports/glue/stm32_hal.hpp"

#include "uasyncio/kernel/critical_section.hpp"
#include "uasyncio/port/platform.hpp"
#include "uasyncio/port/port.hpp"

#include <algorithm>
#include <unistd.h>

extern "C" int _write(int file, const char* text, int length);  // the project's, see CubeMX

namespace uasyncio {
namespace {

class HalPort final : public Port {
 public:
  constexpr HalPort() noexcept : Port(1) {}

  // In an interrupt that has come between SysTick's and its count, this would be too early by a
  // tick: there time stands still.
  Instant now() noexcept override {
    const kernel::CriticalSection masked;
    const std::uint32_t cycles = SysTick->LOAD + 1;
    std::uint32_t left = SysTick->VAL;
    std::uint32_t ticks = HAL_GetTick();
    if ((SCB->ICSR & SCB_ICSR_PENDSTSET_Msk) != 0) {  // a tick that has not been counted yet
      left = SysTick->VAL;
      ticks += static_cast<std::uint32_t>(uwTickFreq);
    }
    const std::uint32_t gone = left == 0 ? 0 : cycles - left;
    milliseconds_ += static_cast<Time>(
        static_cast<std::int32_t>(ticks - static_cast<std::uint32_t>(milliseconds_)));
    latest_ = std::max(latest_, milliseconds_ * 1'000 + Time{gone} * tick_us() / cycles);
    return at_microseconds(latest_);
  }

  bool wait(Instant deadline) noexcept override {
    for (Instant time = now(); !needs_look() && time < deadline; time = now()) {
      if (to_microseconds(deadline - time) < tick_us()) continue;
      const kernel::CriticalSection masked;  // what is pending ends the sleep all the same
      if (!needs_look()) __WFI();
    }
    deadline_has_come();
    return true;
  }

  // No interrupt is ours: while tasks run, the loop looks at the clock before each pass.
  void arm(Instant) noexcept override { deadline_has_come(); }

 private:
  static std::uint32_t tick_us() noexcept { return static_cast<std::uint32_t>(uwTickFreq) * 1'000; }

  Time milliseconds_ = 0;  // the HAL's, which wrap after 49 days
  Time latest_ = 0;
};

constinit HalPort port;

}  // namespace

Port& platform::default_port() noexcept { return port; }

void platform::console_write(const char* text, std::size_t length) noexcept {
  _write(1, text, static_cast<int>(length));
}

void platform::diagnostic_write(const char* text, std::size_t length) noexcept {
  _write(2, text, static_cast<int>(length));
}

void platform::exit_program(int status) noexcept { _exit(status); }

}  // namespace uasyncio
