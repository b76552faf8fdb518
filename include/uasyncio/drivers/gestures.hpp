// SPDX-License-Identifier: MIT
// Gestures: what the presses and releases of a button mean, from their times.
#pragma once

#include "uasyncio/port/time.hpp"

#include <cstdint>

namespace uasyncio {

enum class Gesture : std::uint8_t {
  none = 0,
  press = 1,
  release = 2,
  double_press = 4,
  long_press = 8,
};

/// Several gestures of one instant: a press comes before the others.
using GestureSet = std::uint8_t;

/// Both of them.
constexpr GestureSet operator|(Gesture a, Gesture b) noexcept {
  return static_cast<GestureSet>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}
/// Whether it is one of the set.
constexpr bool contains(GestureSet set, Gesture gesture) noexcept {
  return (set & static_cast<unsigned>(gesture)) != 0;
}

/// What is held back until it is known that the press is neither long nor the first of two.
enum class Suppress : std::uint8_t {
  nothing,
  release,            // Pushbutton: a release comes late, and not at all after a long or double one
  press_and_release,  // EButton: both come together behind a short press, no press after the others
};

/// Knows neither pins nor tasks. Times are of one clock. `look` comes before `press` and `release`,
/// at each deadline, and as often as one likes. From one context at a time.
class Gestures {
 public:
  Gestures(Suppress suppress, std::uint16_t double_click_ms, std::uint16_t long_press_ms) noexcept
      : double_click_ms_(double_click_ms), long_press_ms_(long_press_ms), suppress_(suppress) {}

  /// Which of the two slow gestures anybody wants to know; without them nothing waits for them.
  struct Wanted {
    bool double_press;
    bool long_press;
  };

  /// Whether something happens by the passing of time.
  bool awaits() const noexcept { return awaits_second_ || awaits_long_; }
  /// What has happened by that.
  GestureSet look(Instant now) noexcept;
  /// The button has gone down: which gestures that is, of those that are not held back. `wanted`
  /// may be another one at each press.
  GestureSet press(Instant now, Wanted wanted) noexcept;
  /// The same when it has come up.
  GestureSet release() noexcept;
  /// When `look` has something to tell; `never` if nothing is to come by itself.
  Instant deadline() const noexcept;

 private:
  GestureSet short_press() const noexcept;
  Instant after_first_press(std::uint16_t ms) const noexcept {
    return first_press_ + from_milliseconds(ms);
  }

  Instant first_press_{};
  std::uint16_t double_click_ms_;
  std::uint16_t long_press_ms_;
  Suppress suppress_;
  bool awaits_second_ : 1 = false;  // a press within the time makes it a double one
  bool awaits_long_ : 1 = false;    // if the button stays pressed
  bool is_special_ : 1 = false;     // this press was a double or a long one
  bool holds_back_ : 1 = false;     // a short press, until no second one can come
};

}  // namespace uasyncio
