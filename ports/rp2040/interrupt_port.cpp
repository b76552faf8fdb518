// SPDX-License-Identifier: MIT
// The loop in the interrupt, on the RP2040: PendSV, and the last of the timer's alarms.
#include "uasyncio/port/platform.hpp"

#include "ports/cortex_m/pend_sv.hpp"
#include "ports/rp2040/timer.hpp"

#include <algorithm>

namespace uasyncio::rp2040 {
namespace {

class UrgentPort final : public cortex_m::PendSvPort {
 public:
  using PendSvPort::run;

 private:
  // What is too far for the timer comes early: then nothing is due, and the loop asks again.
  bool start_alarm(Instant deadline) noexcept override {
    timer_.deinit();
    if (deadline == never) return true;
    const Instant time = now();
    if (deadline <= time) return false;
    const auto length = static_cast<std::uint32_t>(
        std::min<std::uint64_t>(to_microseconds(deadline - time), Timer::most_us));
    return !timer_.init(machine::TimerMode::one_shot, length, &on_timer, this);
  }
  static void on_timer(void* port) noexcept { static_cast<UrgentPort*>(port)->on_alarm(); }

  Timer timer_{3};
};

[[gnu::init_priority(201)]] UrgentPort port;  // behind the default port, whose clock it has

}  // namespace
}  // namespace uasyncio::rp2040

extern "C" void pend_supervisor_handler() { uasyncio::rp2040::port.run(); }

namespace uasyncio::platform {
InterruptPort& interrupt_port() noexcept { return rp2040::port; }
}  // namespace uasyncio::platform
