// SPDX-License-Identifier: MIT
// Pushbutton and EButton: a button on a pin, debounced; short, long and double presses.
// docs/drivers/pushbutton.md shows wiring and use.
#pragma once

#include "uasyncio/drivers/action.hpp"
#include "uasyncio/drivers/contact.hpp"
#include "uasyncio/drivers/gestures.hpp"
#include "uasyncio/sync/event.hpp"

#include <cstddef>
#include <optional>
#include <type_traits>
#include <utility>

namespace uasyncio {

struct ButtonOptions {
  bool suppress = false;           // see Pushbutton and EButton
  std::optional<bool> sense = {};  // the level of the released button; none: that at construction
  std::uint16_t debounce_ms = 50;
  std::uint16_t long_press_ms = 1000;
  std::uint16_t double_click_ms = 400;  // from press to press; shorter than a long press
  Debounce debounce = Debounce::first_edge;
};

/// The event of a gesture that the button looks for only if somebody wants to know: from the first
/// time that it is waited for or asked.
class GestureEvent : public Event {
 public:
  explicit constexpr GestureEvent(const char* name, bool is_wanted) noexcept
      : Event(name), is_wanted_(is_wanted) {}
  /// As Event::wait, and from now on the button looks for the gesture.
  [[nodiscard("co_await it: without that nobody waits")]]
  Wait wait() noexcept {
    is_wanted_ = true;
    return Event::wait();
  }
  /// As Event::is_set, and from now on the button looks for the gesture.
  bool is_set() noexcept {
    is_wanted_ = true;
    return Event::is_set();
  }

 private:
  friend class ButtonBase;
  bool is_wanted_;
};

/// What a Pushbutton is, whatever its pin. All of it is for the tasks and the plain code of one
/// loop. The events are cleared by the user.
class ButtonBase : public Contact {
  [[no_unique_address]] Gestures gestures_;  // the next one lies in what it leaves free
  bool released_level_;

 public:
  Event press{"Pushbutton.press"};
  Event release{"Pushbutton.release"};
  GestureEvent double_press;
  GestureEvent long_press;

  /// Whether it is pressed, debounced: 1 or 0.
  int operator()() const noexcept { return level() != released_level_ ? 1 : 0; }
  /// The same of the pin just now, not debounced.
  int rawstate() const noexcept { return raw_level() != released_level_ ? 1 : 0; }

 protected:
  ButtonBase(const ContactPin& functions, void* pin, Suppress suppress, bool wants_all,
             const ButtonOptions& options) noexcept;
  void want_double(bool is_wanted) noexcept { double_press.is_wanted_ = is_wanted; }
  void want_long(bool is_wanted) noexcept { long_press.is_wanted_ = is_wanted; }

  using Launch = void (*)(ButtonBase&, Gesture) noexcept;
  Launch launch_ = nullptr;  // the callbacks, of a button that has some

 private:
  static Instant update(Contact& contact, bool changed, Instant now) noexcept;
  void tell(GestureSet gestures) noexcept;
  void tell(Gesture gesture, Event& event) noexcept;
};

/// The same with callbacks.
class CallbackButton : public ButtonBase {
 public:
  /// When it is pressed, `function(args...)` is called by a task of its own; it may be a coroutine
  /// function. In place of the one before. nullptr or nothing: only the event; false: as if this
  /// had never been called.
  template <class... Args>
  void press_func(Args... function_and_args) noexcept {
    actions_.press = action(std::move(function_and_args)...);
  }
  template <class... Args>
  void release_func(Args... function_and_args) noexcept {
    actions_.release = action(std::move(function_and_args)...);
  }
  template <class... Args>
  void double_func(Args... function_and_args) noexcept {
    want_double(is_wanted(function_and_args...));
    actions_.double_press = action(std::move(function_and_args)...);
  }
  template <class... Args>
  void long_func(Args... function_and_args) noexcept {
    want_long(is_wanted(function_and_args...));
    actions_.long_press = action(std::move(function_and_args)...);
  }

 protected:
  CallbackButton(const ContactPin& functions, void* pin, Suppress suppress,
                 const ButtonOptions& options) noexcept
      : ButtonBase(functions, pin, suppress, false, options) {
    launch_ = &launch;
  }

 private:
  template <class... Args>
  static Action<> action(Args... function_and_args) noexcept {
    if constexpr (std::is_same_v<void(Args...), void(bool)> || sizeof...(Args) == 0) {
      return {};
    } else {
      return Action<>(std::move(function_and_args)...);
    }
  }
  template <class... Args>
  static bool is_wanted(const Args&... function_and_args) noexcept {
    if constexpr (std::is_same_v<void(Args...), void(bool)>) {
      return (..., function_and_args);
    } else {
      return true;
    }
  }
  static void launch(ButtonBase& base, Gesture gesture) noexcept;

  struct Actions {
    Action<> press, release, double_press, long_press;
  };
  Actions actions_;
};

/// `Pushbutton b(pin);` The button pulls the pin to ground (or, with a pull-down, to the supply).
/// Each gesture sets its event and launches its callback. A press within `double_click_ms` of the
/// one before is a double press, if anybody wants to know; a button that stays pressed for
/// `long_press_ms` is a long press, if anybody wants to know.
/// With `suppress` a release is told only behind a short press, when it is known to be one; not
/// behind a long or double press. The pin must outlive it; not movable.
template <machine::InterruptPin Pin>
class Pushbutton : public CallbackButton {
 public:
  explicit Pushbutton(Pin& pin, ButtonOptions options = {}) noexcept
      : CallbackButton(contact_pin<Pin>, &pin,
                       options.suppress ? Suppress::release : Suppress::nothing, options) {}
};

/// `EButton b(pin);` The same with events only, all four of which are wanted. With `suppress` the
/// event `press` comes together with `release`, behind a short press when it is known to be one;
/// behind a long or double press only `release` comes.
template <machine::InterruptPin Pin>
class EButton : public ButtonBase {
 public:
  explicit EButton(Pin& pin, ButtonOptions options = {}) noexcept
      : ButtonBase(contact_pin<Pin>, &pin,
                   options.suppress ? Suppress::press_and_release : Suppress::nothing, true,
                   options) {}
  /// In the original's way.
  EButton(Pin& pin, bool suppress, std::optional<bool> sense = {}) noexcept
      : EButton(pin, ButtonOptions{.suppress = suppress, .sense = sense}) {}
};

}  // namespace uasyncio
