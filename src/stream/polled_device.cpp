// SPDX-License-Identifier: MIT
// A device without an interrupt. It has one timer, armed only while somebody waits, for the
// instant that the device names; then whoever waits tries again.
#include "uasyncio/stream/polled_device.hpp"

namespace uasyncio {

PolledDevice::PolledDevice() noexcept {
  fired = &on_look;
  state = kernel::State::not_a_task;
}

void PolledDevice::stop() noexcept {
  if (scheduler_ != nullptr) scheduler_->remove_timer(this);
  scheduler_ = nullptr;
}

void PolledDevice::wait_begins(Interest interest) noexcept {
  const Instant look = at_microseconds(next_look(interest));
  if (look == never || (scheduler_ != nullptr && deadline <= look)) return;
  stop();
  kernel::Scheduler* const scheduler = kernel::Scheduler::running();
  if (look <= scheduler->port().now()) {
    tell_soon(interest);
    return;
  }
  scheduler_ = scheduler;
  deadline = look;
  scheduler->add_timer(this);
}

/// Both sides: who waits for the other one names its own instant again.
void PolledDevice::on_look(kernel::CallbackTimer* timer) noexcept {
  auto& device = static_cast<PolledDevice&>(*timer);
  device.scheduler_ = nullptr;
  for (const Interest interest : {Interest::read, Interest::write}) {
    if (device.is_awaited(interest)) device.tell_now(interest);
  }
}

}  // namespace uasyncio
