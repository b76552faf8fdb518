// SPDX-License-Identifier: MIT
// The network of a chip: lwIP below a loop. What lwIP has to do it does between the turns of tasks:
// when the controller's interrupt says that frames have come, and when the first of lwIP's own
// timers is due. Nothing polls, and no task is needed for it.
#pragma once

#include "uasyncio/core/coro.hpp"
#include "uasyncio/sync/event.hpp"
#include "uasyncio/threadsafe/alarm.hpp"

#include "ports/lwip/ip_address.hpp"

#include <cstdint>

namespace uasyncio::lwip {

/// Where this station is. With no address it asks for one (DHCP), and for the rest.
struct StaticAddress {
  IpAddress address;
  IpAddress mask = IpAddress::of(255, 255, 255, 0);
  IpAddress gateway = {};
  IpAddress name_server = {};
};

class Stack : private Alarm {
 public:
  Stack() noexcept : Alarm(&on_alarm) {}

  /// Starts the network, once; `open_connection` and `start_server` do so by themselves, with DHCP.
  /// Later calls change nothing. From a task.
  void start(const StaticAddress& place = {}) noexcept;
  /// Suspends until there is an address. From a task.
  Event::Wait wait_for_address() noexcept { return has_address_.wait(); }
  /// None, as long as there is none.
  IpAddress address() const noexcept;
  /// Whom to ask for names: that of `start`, or whom DHCP has named; none if nobody.
  IpAddress name_server() const noexcept;

  /// For tests of programs: one frame in so many is lost from here on, of both directions, by
  /// chance that is the same for the same seed; 0 is none. From a task.
  void lose_one_in(std::uint32_t frames, std::uint32_t seed = 1) noexcept;

  /// lwIP may have a new timer. In the loop's thread.
  void look_again() noexcept { ring(); }

 private:
  static void on_alarm(Alarm& alarm, Cause cause) noexcept;
  static void on_heard() noexcept;
  static void on_status() noexcept;
  void serve() noexcept;
  bool take_frames() noexcept;

  Event has_address_{"wait_for_address"};
  bool is_running_ = false;
};

/// The one that there is.
Stack& stack() noexcept;

}  // namespace uasyncio::lwip
