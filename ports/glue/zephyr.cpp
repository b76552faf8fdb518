// SPDX-License-Identifier: MIT
// The port for a loop that is one thread of Zephyr (3.7 and later; docs/boards/zephyr.md): it
// sleeps in a semaphore, which interrupts and other threads give. Time is the kernel's tick. The
// loop and all that wakes it stay on one core, unless UASYNCIO_ONE_CORE is 0.
#include "uasyncio/port/platform.hpp"
#include "uasyncio/port/port.hpp"

#include <zephyr/irq.h>
#include <zephyr/kernel.h>
#include <zephyr/sys/printk.h>

namespace uasyncio {
namespace {

K_SEM_DEFINE(woken, 0, 1);

class ThreadPort final : public Port {
 public:
  constexpr ThreadPort() noexcept : Port((1'000'000 + hz - 1) / hz) {}

  Instant now() noexcept override {
    return at_microseconds(k_ticks_to_us_floor64(static_cast<std::uint64_t>(k_uptime_ticks())));
  }

  bool wait(Instant deadline) noexcept override {
    k_timeout_t end = K_FOREVER;
    if (deadline != never) {
      const std::uint64_t tick = k_us_to_ticks_ceil64(to_microseconds(deadline));
      end = K_TIMEOUT_ABS_TICKS(static_cast<k_ticks_t>(tick));
    }
    while (!needs_look() && now() < deadline) k_sem_take(&woken, end);
    deadline_has_come();
    return true;
  }

  // No alarm is ours: while tasks run, the loop looks at the clock before each pass.
  void arm(Instant) noexcept override { deadline_has_come(); }

  void wake() noexcept override {
    Port::wake();
    k_sem_give(&woken);
  }

 private:
  static constexpr std::uint32_t hz = CONFIG_SYS_CLOCK_TICKS_PER_SEC;
};

constinit ThreadPort port;

}  // namespace

Port& platform::default_port() noexcept { return port; }

void platform::console_write(const char* text, std::size_t length) noexcept {
  printk("%.*s", static_cast<int>(length), text);
}

void platform::diagnostic_write(const char* text, std::size_t length) noexcept {
  console_write(text, length);
}

// This thread ends; the others go on.
void platform::exit_program(int) noexcept {
  for (;;) k_sleep(K_FOREVER);
}

#if !UASYNCIO_MASKS_INTERRUPTS
std::uintptr_t platform::mask_interrupts() noexcept { return irq_lock(); }
void platform::unmask_interrupts(std::uintptr_t before) noexcept {
  irq_unlock(static_cast<unsigned>(before));
}
#endif

}  // namespace uasyncio
