// SPDX-License-Identifier: MIT
// The loop in the interrupt, on the nRF51: PendSV, and TIMER1 for its alarm, which has 16 bits.
#include "uasyncio/port/platform.hpp"

#include "ports/cortex_m/interrupts.hpp"
#include "ports/cortex_m/pend_sv.hpp"
#include "ports/nrf/chip.hpp"

#include <algorithm>

namespace uasyncio::nrf {
namespace {

using cortex_m::register_at;

// Chapter 18 "Timer/counter".
constexpr std::uintptr_t base = 0x4000'9000;  // TIMER1
constexpr std::uintptr_t start = base + 0x000;
constexpr std::uintptr_t stop = base + 0x004;
constexpr std::uintptr_t clear = base + 0x00C;
constexpr std::uintptr_t reached_0 = base + 0x140;
constexpr std::uintptr_t shortcuts = base + 0x200;
constexpr std::uintptr_t enable_interrupts = base + 0x304;
constexpr std::uintptr_t prescaler = base + 0x510;
constexpr std::uintptr_t compare_0 = base + 0x540;
constexpr std::uint32_t stop_at_0 = 1u << 8;
constexpr std::uint32_t interrupt_0 = 1u << 16;
constexpr std::uint32_t most_ticks = 0xFFFF;
// 16 MHz / 2^4, and / 2^9.
constexpr std::uint32_t fine = 4;
constexpr std::uint32_t coarse = 9;
constexpr std::uint32_t coarse_tick_us = 32;

class UrgentPort final : public cortex_m::PendSvPort {
 public:
  UrgentPort() noexcept {
    register_at(shortcuts) = stop_at_0;
    register_at(enable_interrupts) = interrupt_0;
    cortex_m::enable_irq(irq::timer1);
  }

  using PendSvPort::run;
  void on_compare() noexcept {
    register_at(reached_0) = 0;
    on_alarm();
  }

 private:
  // What is too far for 16 bits of microseconds comes early, in steps of up to two seconds: then
  // nothing is due, and the loop asks again.
  bool start_alarm(Instant deadline) noexcept override {
    register_at(stop) = 1;
    register_at(reached_0) = 0;
    if (deadline == never) return true;
    const Instant time = now();
    if (deadline <= time) return false;
    constexpr std::uint64_t longest = most_ticks * coarse_tick_us;
    const auto length =
        static_cast<std::uint32_t>(std::min(to_microseconds(deadline - time), longest));
    const bool is_near = length <= most_ticks;
    register_at(prescaler) = is_near ? fine : coarse;
    register_at(compare_0) = is_near ? length : length / coarse_tick_us;
    register_at(clear) = 1;
    register_at(start) = 1;
    return true;
  }
};

[[gnu::init_priority(201)]] UrgentPort port;  // behind the default port, whose clock it has

}  // namespace
}  // namespace uasyncio::nrf

extern "C" void pend_supervisor_handler() { uasyncio::nrf::port.run(); }
extern "C" void timer1_handler() { uasyncio::nrf::port.on_compare(); }

namespace uasyncio::platform {
InterruptPort& interrupt_port() noexcept { return nrf::port; }
}  // namespace uasyncio::platform
