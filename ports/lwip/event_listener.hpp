// SPDX-License-Identifier: MIT
// EventListener: how a task waits for a device without a stream.
#pragma once

#include "uasyncio/stream/device.hpp"
#include "uasyncio/sync/event.hpp"

namespace uasyncio::lwip {

/// Sets an event when its device has news.
struct EventListener : Listener {
  explicit EventListener(Event& its_event) noexcept : Listener(&on_news), event(&its_event) {}
  static void on_news(Listener& listener, News) noexcept {
    static_cast<EventListener&>(listener).event->set();
  }
  Event* event;
};

}  // namespace uasyncio::lwip
