// SPDX-License-Identifier: MIT
// PolledDevice: a device without an interrupt, which says when to look at it next.
#pragma once

#include "uasyncio/stream/device.hpp"

namespace uasyncio {

/// While somebody waits for the device it is tried again at the instants that `next_look` names;
/// the loop sleeps until then. Nobody waits: nothing runs.
class PolledDevice : public Device, private kernel::CallbackTimer {
 public:
  /// When a try may succeed that has just answered would_block, by the loop's clock. An instant
  /// that has passed means in the loop's next look; `never` means that a notification comes. Called
  /// by the loop, as the tries are.
  virtual Time next_look(Interest interest) noexcept = 0;

 protected:
  PolledDevice() noexcept;
  ~PolledDevice() { stop(); }
  /// In the loop's thread, while it runs.
  static Time now() noexcept { return to_microseconds(kernel::Scheduler::running()->port().now()); }

  void wait_begins(Interest interest) noexcept override;

 private:
  void stop() noexcept;
  static void on_look(kernel::CallbackTimer* timer) noexcept;

  kernel::Scheduler* scheduler_ = nullptr;  // while the timer runs
};

}  // namespace uasyncio
