// SPDX-License-Identifier: MIT
// When lwIP is called: after an interrupt, and when its first timer is due.
#include "ports/lwip/stack.hpp"

#include "uasyncio/kernel/report.hpp"
#include "uasyncio/port/platform.hpp"

#include "ports/lwip/netif.hpp"

#include <lwip/sys.h>
#include <lwip/timeouts.h>

namespace uasyncio::lwip {
namespace {

std::uint64_t microseconds_now() noexcept {
  return to_microseconds(platform::default_port().now());
}

}  // namespace

Stack& stack() noexcept {
  static Stack the_stack;
  return the_stack;
}

void Stack::start(const StaticAddress& place) noexcept {
  if (!is_running_) {
    is_running_ = true;
    station::start(place, &on_heard, &on_status);
    on_status();
  }
  look_again();
}

IpAddress Stack::address() const noexcept { return is_running_ ? station::address() : IpAddress(); }

IpAddress Stack::name_server() const noexcept { return station::name_server(); }

void Stack::lose_one_in(std::uint32_t frames, std::uint32_t seed) noexcept {
  station::lose_one_in(frames, seed);
}

void Stack::on_heard() noexcept { stack().ring(); }

void Stack::on_status() noexcept {
  Event& event = stack().has_address_;
  if (station::address() == IpAddress()) {
    event.clear();
  } else {
    event.set();
  }
}

void Stack::on_alarm(Alarm& alarm, Cause) noexcept { static_cast<Stack&>(alarm).serve(); }

void Stack::serve() noexcept {
  if (!is_running_) return;
  const bool are_there_more = take_frames();
  sys_check_timeouts();
  if (are_there_more) {
    ring();
  } else {
    station::listen();
  }
  ring_at(now() + from_milliseconds(sys_timeouts_sleeptime()));
}

/// A storm of frames lets the tasks run, too. True if there may be more.
bool Stack::take_frames() noexcept {
  constexpr int at_once = 8;
  for (int taken = 0; taken != at_once; ++taken) {
    if (!station::take_frame()) return false;
  }
  return true;
}

}  // namespace uasyncio::lwip

extern "C" {

u32_t sys_now() { return static_cast<u32_t>(uasyncio::lwip::microseconds_now() / 1000); }

/// A chip without a source of chance: when things happen is all there is. Good for telling stations
/// and connections apart, and not for secrets.
uint32_t uasyncio_lwip_random() {
  static std::uint32_t state = 0x9E37'79B9;
  const auto now = static_cast<std::uint32_t>(uasyncio::lwip::microseconds_now());
  state = (state ^ now) * 0x2545'F491 + 1;
  return state ^ state >> 16;
}

void uasyncio_lwip_assertion_failed(int line) {
  uasyncio::kernel::Report() << "lwIP: an assertion failed, line " << line << "\n";
  uasyncio::platform::exit_program(1);
}
}
