// SPDX-License-Identifier: MIT
// One list through the requests themselves, which lie in the frames of those who wait: a bus needs
// no memory for it, and a cancelled one is unlinked where it stands.
#include "uasyncio/drivers/bus/bus_queue.hpp"

namespace uasyncio::detail {

void BusQueue::add(BusRequest& request) noexcept {
  request.is_queued_ = true;
  BusRequest** link = &first_;
  while (*link != nullptr) link = &(*link)->next_;
  *link = &request;
}

void BusQueue::remove(BusRequest& request) noexcept {
  BusRequest** link = &first_;
  while (*link != &request) link = &(*link)->next_;
  *link = request.next_;
}

void BusQueue::forsake(BusRequest* current, const char* bus) noexcept {
  for (BusRequest* request = current != nullptr ? current : take(); request != nullptr;
       request = take()) {
    request->is_queued_ = false;
    request->abandon(bus);
  }
}

}  // namespace uasyncio::detail
