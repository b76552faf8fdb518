// SPDX-License-Identifier: MIT
// Pushbuttons: what the gestures of a contact set and launch. Long and double presses are looked
// for only if somebody wants them, because telling a short press from a double one takes 400 ms.
#include "uasyncio/drivers/pushbutton.hpp"

namespace uasyncio {

ButtonBase::ButtonBase(const ContactPin& functions, void* pin, Suppress suppress, bool wants_all,
                       const ButtonOptions& options) noexcept
    : Contact(functions, pin, &ButtonBase::update, options.debounce_ms, options.debounce),
      gestures_(suppress, options.double_click_ms, options.long_press_ms),
      released_level_(options.sense.value_or(level())),
      double_press("Pushbutton.double_press", wants_all),
      long_press("Pushbutton.long_press", wants_all) {}

Instant ButtonBase::update(Contact& contact, bool changed, Instant now) noexcept {
  auto& self = static_cast<ButtonBase&>(contact);
  if (self.gestures_.awaits()) self.tell(self.gestures_.look(now));
  if (changed) {
    const bool is_pressed = self.level() != self.released_level_;
    self.tell(is_pressed ? self.gestures_.press(now, {.double_press = self.double_press.is_wanted_,
                                                      .long_press = self.long_press.is_wanted_})
                         : self.gestures_.release());
  }
  return self.gestures_.deadline();
}

void ButtonBase::tell(GestureSet gestures) noexcept {
  if (contains(gestures, Gesture::press)) tell(Gesture::press, press);
  if (contains(gestures, Gesture::double_press)) tell(Gesture::double_press, double_press);
  if (contains(gestures, Gesture::long_press)) tell(Gesture::long_press, long_press);
  if (contains(gestures, Gesture::release)) tell(Gesture::release, release);
}

void ButtonBase::tell(Gesture gesture, Event& event) noexcept {
  event.set();
  if (launch_ != nullptr) launch_(*this, gesture);
}

void CallbackButton::launch(ButtonBase& base, Gesture gesture) noexcept {
  const Actions& actions = static_cast<CallbackButton&>(base).actions_;
  switch (gesture) {
    case Gesture::press: actions.press.launch(); break;
    case Gesture::release: actions.release.launch(); break;
    case Gesture::double_press: actions.double_press.launch(); break;
    case Gesture::long_press: actions.long_press.launch(); break;
    case Gesture::none: break;
  }
}

}  // namespace uasyncio
