// SPDX-License-Identifier: MIT
// Of stream/connection.hpp: how a connection to one of several addresses is made.
#pragma once

#include "uasyncio/stream/connection.hpp"

#include "uasyncio/kernel/scheduler.hpp"
#include "uasyncio/stream/resolver.hpp"
#include "uasyncio/sync/event.hpp"

namespace uasyncio::detail {

/// Sets an event when its device has news.
struct EventListener : Listener {
  explicit EventListener(Event& its_event) noexcept : Listener(&on_news), event(&its_event) {}
  static void on_news(Listener& listener, News) noexcept {
    static_cast<EventListener&>(listener).event->set();
  }
  Event* event;
};

/// Null if the running loop's port has none.
inline Network* network_or_default(Network* network) noexcept {
  return network == nullptr ? kernel::Scheduler::running()->port().network() : network;
}
/// By the resolver, or, if that is null, by HostsResolver.
Coro<Addresses> look_up(std::string host, std::uint16_t port, Resolver* resolver);
/// The families in turn, beginning with that of the first; otherwise in their order.
void interleave_families(Addresses& addresses);
/// See open_connection.
Coro<NetworkDevice> connect_any(Addresses addresses, ConnectOptions options);

}  // namespace uasyncio::detail
