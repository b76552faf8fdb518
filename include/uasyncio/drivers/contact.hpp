// SPDX-License-Identifier: MIT
// Contact: a debounced pin; what switches and buttons are made of.
#pragma once

#include "uasyncio/drivers/debouncer.hpp"
#include "uasyncio/drivers/edge.hpp"
#include "uasyncio/port/atomic.hpp"

namespace uasyncio {

class Contact;

namespace detail {
template <machine::InterruptPin Pin>
class PinOfContact;
}

/// What a contact does with its pin, whatever the pin's type.
struct ContactPin {
  bool (*level)(void* pin) noexcept;
  Error (*start)(void* pin, Contact& contact) noexcept;
  void (*stop)(void* pin) noexcept;
  void (*tell_edges)(void* pin) noexcept;  // those that the pin keeps; null if it keeps none
};

/// Each edge interrupts, and the loop then looks at the level; nothing runs while the contact is
/// quiet. What a busy loop sees late counts from the time of the edge, by which a long press is
/// told from one that ended long ago. An edge that comes while no loop runs is seen with the next.
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
  template <machine::InterruptPin Pin>
  friend class detail::PinOfContact;

  static constexpr std::uint32_t no_edge = 0;
  static constexpr std::uint32_t some_edge = 1;  // nobody knows when

  void on_edge(Instant when) noexcept {
    edge_us_.store(static_cast<std::uint32_t>(to_microseconds(when)) | some_edge,
                   std::memory_order_relaxed);
    ring();
  }
  static void on_alarm(Alarm& alarm, Cause cause) noexcept;
  Instant time_of_look(std::uint32_t edge_us) const noexcept;

  // The last edge since the last look, modulo 2^32. First, where the Alarm leaves a gap.
  detail::Atomic<std::uint32_t> edge_us_{no_edge};
  Debouncer debouncer_;
  const ContactPin* functions_;
  void* pin_;
  Update update_;
  Error error_;
};

namespace detail {

/// The functions of a ContactPin, for a type of pin.
template <machine::InterruptPin Pin>
class PinOfContact {
 public:
  static bool level(void* pin) noexcept { return static_cast<Pin*>(pin)->value(); }
  static Error start(void* pin, Contact& contact) noexcept {
    return static_cast<Pin*>(pin)->irq(machine::Edge::both, &on_edge, &contact);
  }
  static void stop(void* pin) noexcept { static_cast<Pin*>(pin)->irq(nullptr); }
  static void tell_edges(void* pin) noexcept
    requires machine::QueuedPin<Pin>
  {
    static_cast<Pin*>(pin)->take_edges();
  }

 private:
  static void on_edge(void* argument) noexcept {
    auto& contact = *static_cast<Contact*>(argument);
    contact.on_edge(time_of_edge(*static_cast<Pin*>(contact.pin_)));
  }
};

template <machine::InterruptPin Pin>
constexpr ContactPin make_contact_pin() noexcept {
  using Functions = PinOfContact<Pin>;
  ContactPin functions{&Functions::level, &Functions::start, &Functions::stop, nullptr};
  if constexpr (machine::QueuedPin<Pin>) functions.tell_edges = &Functions::tell_edges;
  return functions;
}

}  // namespace detail

template <machine::InterruptPin Pin>
inline constexpr ContactPin contact_pin = detail::make_contact_pin<Pin>();

}  // namespace uasyncio
