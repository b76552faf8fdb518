// SPDX-License-Identifier: MIT
// The loop in the interrupt, on the LM3S: PendSV, and general-purpose timer 2 for its alarm.
#include "uasyncio/port/platform.hpp"

#include "ports/cortex_m/interrupts.hpp"
#include "ports/cortex_m/pend_sv.hpp"
#include "ports/lm3s/chip.hpp"
#include "ports/lm3s/clock.hpp"
#include "ports/lm3s/timer.hpp"

#include <algorithm>

namespace uasyncio::lm3s {
namespace {

Timer& timer() noexcept { return *reinterpret_cast<Timer*>(0x4003'2000); }

class UrgentPort final : public cortex_m::PendSvPort {
 public:
  UrgentPort() noexcept {
    enable_clock(rcgc1, 1u << 18);  // timer 2
    timer().prepare();
    cortex_m::enable_irq(irq::timer2);
  }

  using PendSvPort::run;
  void on_timer() noexcept {
    timer().stop();
    on_alarm();
  }

 private:
  // What is too far for the timer comes early: then nothing is due, and the loop asks again.
  bool start_alarm(Instant deadline) noexcept override {
    timer().stop();
    if (deadline == never) return true;
    const Instant time = now();
    if (deadline <= time) return false;
    constexpr std::uint64_t longest = 100 * microseconds_per_second;
    const auto length =
        static_cast<std::uint32_t>(std::min(to_microseconds(deadline - time), longest));
    timer().start(length * 12 + (length + 1) / 2);  // 12.5 MHz
    return true;
  }
};

[[gnu::init_priority(201)]] UrgentPort port;  // behind the default port, whose clock it has

}  // namespace
}  // namespace uasyncio::lm3s

extern "C" void pend_supervisor_handler() { uasyncio::lm3s::port.run(); }
extern "C" void timer2_handler() { uasyncio::lm3s::port.on_timer(); }

namespace uasyncio::platform {
InterruptPort& interrupt_port() noexcept { return lm3s::port; }
}  // namespace uasyncio::platform
