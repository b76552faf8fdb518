// SPDX-License-Identifier: MIT
// What waits for a bus, in the order in which it was awaited. I2C and SPI have one each.
#pragma once

#include "uasyncio/sync/completion.hpp"

#include <utility>

namespace uasyncio::detail {

/// What a bus gives to await: in the queue, and then under way, until it is complete.
class BusRequest : public Completion {
 protected:
  BusRequest(const char* bus, bool fails) noexcept : Completion(bus, fails) {}
  ~BusRequest() = default;
  bool is_queued() const noexcept { return is_queued_; }

 private:
  friend class BusQueue;
  BusRequest* next_ = nullptr;
  bool is_queued_ = false;  // or under way
};

/// From the tasks of one loop; nothing suspends. What is in it must stay where it is.
class BusQueue {
 public:
  bool empty() const noexcept { return first_ == nullptr; }
  void add(BusRequest& request) noexcept;
  /// The first one, which is under way from here on; null if none waits.
  BusRequest* take() noexcept { return empty() ? nullptr : std::exchange(first_, first_->next_); }
  /// One that waits.
  void remove(BusRequest& request) noexcept;
  /// One that is under way is over: its task goes on with `error`, or none.
  static void complete(BusRequest& request, const Error& error) noexcept {
    request.is_queued_ = false;
    request.complete(error);
  }
  /// The bus named `bus` goes: so much is told to who awaits `current` (null: nobody), and to all
  /// that wait.
  void forsake(BusRequest* current, const char* bus) noexcept;

 private:
  BusRequest* first_ = nullptr;
};

}  // namespace uasyncio::detail
