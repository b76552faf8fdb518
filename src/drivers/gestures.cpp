// SPDX-License-Identifier: MIT
// Short, long and double presses, of instants only. What may still become something else is held
// back until its time is over: `deadline` says when that is, so that nothing polls.
#include "uasyncio/drivers/gestures.hpp"

namespace uasyncio {
namespace {

constexpr GestureSet only(Gesture gesture) noexcept { return static_cast<GestureSet>(gesture); }

}  // namespace

/// A short press is over, and nothing holds it back any more.
GestureSet Gestures::short_press() const noexcept {
  return suppress_ == Suppress::release ? only(Gesture::release)
                                        : Gesture::press | Gesture::release;
}

GestureSet Gestures::press(Instant now, Wanted wanted) noexcept {
  const GestureSet told =
      suppress_ == Suppress::press_and_release ? GestureSet{} : only(Gesture::press);
  if (awaits_second_) {
    awaits_second_ = holds_back_ = false;
    is_special_ = true;
    return static_cast<GestureSet>(told | only(Gesture::double_press));
  }
  first_press_ = now;
  is_special_ = false;
  awaits_second_ = wanted.double_press;
  awaits_long_ = wanted.long_press;
  return told;
}

GestureSet Gestures::release() noexcept {
  awaits_long_ = false;
  if (suppress_ == Suppress::nothing) return only(Gesture::release);
  if (is_special_) {
    return suppress_ == Suppress::press_and_release ? only(Gesture::release) : GestureSet{};
  }
  holds_back_ = awaits_second_;
  return holds_back_ ? GestureSet{} : short_press();
}

GestureSet Gestures::look(Instant now) noexcept {
  if (awaits_second_ && now >= after_first_press(double_click_ms_)) {
    awaits_second_ = false;
    if (holds_back_) {
      holds_back_ = false;
      return short_press();
    }
  }
  if (awaits_long_ && now >= after_first_press(long_press_ms_)) {
    awaits_long_ = false;
    is_special_ = true;
    return only(Gesture::long_press);
  }
  return {};
}

Instant Gestures::deadline() const noexcept {
  const bool is_second = awaits_second_ && (!awaits_long_ || double_click_ms_ < long_press_ms_);
  if (!is_second && !awaits_long_) return never;
  return after_first_press(is_second ? double_click_ms_ : long_press_ms_);
}

}  // namespace uasyncio
