// SPDX-License-Identifier: MIT
// Contact: a debounced pin; what switches and buttons are made of.
#pragma once

#include "uasyncio/drivers/debouncer.hpp"
#include "uasyncio/machine/pin.hpp"
#include "uasyncio/threadsafe/alarm.hpp"

namespace uasyncio {

/// What a contact does with its pin, whatever the pin's type.
struct ContactPin {
  bool (*level)(void* pin) noexcept;
  Error (*start)(void* pin, machine::PinHandler handler, void* argument) noexcept;
  void (*stop)(void* pin) noexcept;
};

template <machine::InterruptPin Pin>
inline constexpr ContactPin contact_pin{
    [](void* pin) noexcept { return static_cast<Pin*>(pin)->value(); },
    [](void* pin, machine::PinHandler handler, void* argument) noexcept {
      return static_cast<Pin*>(pin)->irq(machine::Edge::both, handler, argument);
    },
    [](void* pin) noexcept { static_cast<Pin*>(pin)->irq(nullptr); }};

/// Each edge interrupts, and the loop then looks at the level; nothing runs while the contact is
/// quiet. An edge that comes while no loop runs is seen with the next one.
class Contact : protected Alarm {
 public:
  Contact(const Contact&) = delete;
  Contact& operator=(const Contact&) = delete;

  /// Why the pin does not interrupt, if it does not: then nothing ever happens here. That is
  /// reported by the constructor too.
  const Error& error() const noexcept { return error_; }
  /// Pulses that did not count as a change: too short for the debouncing, or over before a busy
  /// loop looked. Saturates at 65535.
  std::uint16_t short_pulses() const noexcept { return debouncer_.short_pulses(); }
  /// The pin does not interrupt any more, and nothing is to come; for good. Callbacks that have
  /// been launched are tasks of their own and go on. From tasks and plain code of the loop.
  void deinit() noexcept;

 protected:
  /// Called at each look: `changed` says whether the level has, after debouncing. Gives the instant
  /// at which the driver wants to be called without an edge, or `never`.
  using Update = Instant (*)(Contact&, bool changed, Instant now) noexcept;

  Contact(const ContactPin& functions, void* pin, Update update, std::uint16_t debounce_ms,
          Debounce how) noexcept;
  ~Contact() { deinit(); }

  bool raw_level() const noexcept { return functions_->level(pin_); }
  bool level() const noexcept { return debouncer_.level(); }

 private:
  static void on_edge(void* contact) noexcept;
  static void on_alarm(Alarm& alarm, Cause cause) noexcept;

  Debouncer debouncer_;
  const ContactPin* functions_;
  void* pin_;
  Update update_;
  Error error_;
};

}  // namespace uasyncio
