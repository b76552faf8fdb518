// SPDX-License-Identifier: MIT
// Gestures of each switch of an array: a Keyboard that tells what it sees to one set of gestures
// per switch. The next look is the earliest of all of theirs, so one timer does.
#include "uasyncio/drivers/sw_array.hpp"

#include <algorithm>

namespace uasyncio::detail {

void SwitchGestures::change(KeyboardBase& base, unsigned code, bool is_down, Instant now) noexcept {
  Gestures& gestures = gestures_[code];
  // Of one that has opened nobody knows that it was closed for longer than it was seen so.
  tell(base, code, gestures.look(is_down ? now : looked_at_));
  const Gestures::Wanted wanted{.double_press = contains(events_, SwitchEvent::double_press),
                                .long_press = contains(events_, SwitchEvent::long_press)};
  tell(base, code, is_down ? gestures.press(now, wanted) : gestures.release());
}

/// When again.
Instant SwitchGestures::look(KeyboardBase& base, Instant now) noexcept {
  looked_at_ = now;
  Instant first = never;
  for (unsigned code = 0; code != count_; ++code) {
    tell(base, code, gestures_[code].look(now));
    first = std::min(first, gestures_[code].deadline());
  }
  return first;
}

void SwitchGestures::tell(KeyboardBase& base, unsigned code, GestureSet gestures) const noexcept {
  constexpr struct {
    Gesture gesture;
    SwitchEvent event;
  } in_order[] = {{Gesture::press, SwitchEvent::close},
                  {Gesture::double_press, SwitchEvent::double_press},
                  {Gesture::long_press, SwitchEvent::long_press},
                  {Gesture::release, SwitchEvent::open}};
  for (const auto& each : in_order) {
    if (!contains(gestures, each.gesture) || !contains(events_, each.event)) continue;
    put_(base, {static_cast<std::uint16_t>(code), each.event});
  }
}

}  // namespace uasyncio::detail
