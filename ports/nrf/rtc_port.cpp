// SPDX-License-Identifier: MIT
// The clock of a program that sleeps for long: RTC0, in place of TIMER0 (port.cpp). Chosen when the
// board is built, with UASYNCIO_NRF_CLOCK.
#include "uasyncio/port/platform.hpp"

#include "ports/bare_metal/alarm_port.hpp"
#include "ports/bare_metal/diagnosis.hpp"
#include "ports/cortex_m/registers.hpp"
#include "ports/nrf/rtc_clock.hpp"

namespace uasyncio::nrf {
namespace {

#ifdef UASYNCIO_NRF_RTC_CRYSTAL
constexpr RtcClock::Source source = RtcClock::Source::crystal;
#else
constexpr RtcClock::Source source = RtcClock::Source::oscillator;
#endif

class RtcPort final : public bare_metal::AlarmPort<RtcPort> {
 public:
  RtcPort() noexcept {
    clock_.start(source);
    start_alarm(never);
  }

  Instant now() noexcept override { return clock_.now(); }
  void on_compare() noexcept {
    clock_.acknowledge();
    if (falls_short_) {
      go_on();
    } else {
      start_alarm(never);
      on_alarm();
    }
  }

 private:
  friend AlarmPort;
  bool start_alarm(Instant deadline) noexcept {
    const bool is_set = clock_.set_alarm(deadline);
    falls_short_ = clock_.fell_short();
    return is_set;
  }

  RtcClock clock_;
};

[[gnu::init_priority(200)]] RtcPort port;  // before all other static objects

}  // namespace
}  // namespace uasyncio::nrf

extern "C" void rtc0_handler() { uasyncio::nrf::port.on_compare(); }

namespace uasyncio::platform {

Port& default_port() noexcept { return nrf::port; }
std::uint32_t wakeups() noexcept { return nrf::port.wakeups(); }

}  // namespace uasyncio::platform
