// SPDX-License-Identifier: MIT
// Switch and ESwitch: a switch on a pin, debounced. docs/drivers/switch.md shows wiring and use.
#pragma once

#include "uasyncio/drivers/action.hpp"
#include "uasyncio/drivers/contact.hpp"
#include "uasyncio/sync/event.hpp"

#include <utility>

namespace uasyncio {

struct SwitchOptions {
  std::uint16_t debounce_ms = 50;
  Debounce debounce = Debounce::first_edge;
};

/// What a Switch is, whatever its pin. All of it is for the tasks and the plain code of one loop.
class SwitchBase : public Contact {
 public:
  Event close{"Switch.close"};
  [[no_unique_address]] Event open{"Switch.open"};

 private:
  bool open_level_;  // in what the one before it leaves free

 public:
  /// When it closes, `function(args...)` is called by a task of its own; it may be a coroutine
  /// function. In place of the one before; nullptr: none.
  template <class... Args>
  void close_func(Args... function_and_args) noexcept {
    close_action_ = Action<>(std::move(function_and_args)...);
  }
  /// The same when it opens.
  template <class... Args>
  void open_func(Args... function_and_args) noexcept {
    open_action_ = Action<>(std::move(function_and_args)...);
  }

 protected:
  SwitchBase(const ContactPin& functions, void* pin, bool open_level,
             const SwitchOptions& options) noexcept
      : Contact(functions, pin, &SwitchBase::update, options.debounce_ms, options.debounce),
        open_level_(open_level) {}

  bool open_level() const noexcept { return open_level_; }

 private:
  static Instant update(Contact& contact, bool changed, Instant now) noexcept;

  Action<> close_action_;
  Action<> open_action_;
};

/// `Switch s(pin);` The switch pulls the pin to ground; the pin has a pull-up. Each change sets one
/// of the events `close` and `open`, which the user clears, and launches one of the callbacks. The
/// level at construction is no change. The pin must outlive it; not movable.
template <machine::InterruptPin Pin>
class Switch : public SwitchBase {
 public:
  explicit Switch(Pin& pin, SwitchOptions options = {}) noexcept
      : SwitchBase(contact_pin<Pin>, &pin, true, options) {}

  /// The level of the pin just now, not debounced: 0 is closed, as in the original.
  int operator()() const noexcept { return this->raw_level() ? 1 : 0; }
};

/// `ESwitch s(pin, lopen);` The same; `lopen` is the level of the open switch.
template <machine::InterruptPin Pin>
class ESwitch : public SwitchBase {
 public:
  explicit ESwitch(Pin& pin, int lopen = 1, SwitchOptions options = {}) noexcept
      : SwitchBase(contact_pin<Pin>, &pin, lopen != 0, options) {}

  /// Whether it is closed, debounced: 1 is closed, as in the original.
  int operator()() const noexcept { return this->level() != this->open_level() ? 1 : 0; }
};

}  // namespace uasyncio
