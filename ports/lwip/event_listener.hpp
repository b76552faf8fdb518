// SPDX-License-Identifier: MIT
// EventListener: how a task waits for a device without a stream.
#pragma once

#include "uasyncio/stream/device.hpp"
#include "uasyncio/sync/event.hpp"

namespace uasyncio::lwip {

/// Sets an event when its device has news, as long as both are there. A task that is cancelled may
/// go before its device does.
struct EventListener : Listener {
  EventListener(Device& its_device, Interest its_interest, Event& its_event) noexcept
      : Listener(&on_news), device(&its_device), interest(its_interest), event(&its_event) {
    device->listen(interest, this);
  }
  EventListener(const EventListener&) = delete;
  EventListener& operator=(const EventListener&) = delete;
  ~EventListener() {
    if (device != nullptr) device->listen(interest, nullptr);
  }
  static void on_news(Listener& listener, News news) noexcept {
    auto& self = static_cast<EventListener&>(listener);
    if (news == News::closed) self.device = nullptr;
    self.event->set();
  }
  Device* device;
  Interest interest;
  Event* event;
};

}  // namespace uasyncio::lwip
