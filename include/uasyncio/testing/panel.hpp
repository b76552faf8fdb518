// SPDX-License-Identifier: MIT
// Panel: who looks at the simulated devices of a program from outside, and moves them, as ./run
// --pins and ./run --panel do.
#pragma once

#include "uasyncio/port/config.hpp"
#include "uasyncio/port/time.hpp"

#include <cstdint>
#include <string_view>

namespace uasyncio::testing {

/// A value that a driver may read.
struct PanelValue {
  std::int32_t value, low, high;
};

#if UASYNCIO_HOSTED

/// What the models of this thread tell; a simulation sets it. On chips nobody looks, and that costs
/// nothing. All from everywhere in the simulation; none suspends. Names need not be unique.
class Panel {
 public:
  using SetLevel = void (*)(void* pin, bool level);

  /// From now on `pin` has this level; before it had the other one.
  virtual void edge(const void* pin, const char* name, bool level) noexcept = 0;
  /// A driver listens to the pin, which has this level: from now on `set(pin, level)` may be
  /// called, until this is called with nullptr in its place.
  virtual void listener(void* pin, const char* name, bool level, SetLevel set) noexcept = 0;
  /// The pin is one of a keypad's or another part's, which is shown itself.
  virtual void part(const void* pin, const char* name) noexcept = 0;
  /// A driver reads: gives the value, or what somebody has put in its place.
  virtual std::int32_t reading(const void* source, const char* name, PanelValue value) noexcept = 0;
  /// What a display shows in this row.
  virtual void row(const void* display, const char* name, unsigned number,
                   std::string_view text) noexcept = 0;

  /// For the port of the simulation. Time is to pass from `now` to `until`: gives the instant to
  /// which it has passed; if that is earlier, `act` is due.
  virtual Instant pause(Instant now, Instant until) noexcept = 0;
  /// Does what was asked for until now.
  virtual void act() noexcept = 0;

 protected:
  ~Panel() = default;
};

inline constinit thread_local Panel* panel = nullptr;

/// What a pin is called outside. The text must live as long as the pin.
class PinName {
 public:
  constexpr PinName(const char* text) noexcept : text_(text) {}
  const char* text() const noexcept { return text_; }

 private:
  const char* text_;
};

#else

class PinName {
 public:
  constexpr PinName(const char*) noexcept {}
};

#endif

/// Whether somebody looks: for examples, which give time then. From anywhere; does not suspend.
inline bool is_watched() noexcept {
#if UASYNCIO_HOSTED
  return panel != nullptr;
#else
  return false;
#endif
}

/// For models of pins: tells the panel, if there is one, of a change. From anywhere in the thread
/// of the simulation; does not suspend.
inline void tell_edge([[maybe_unused]] const void* pin, [[maybe_unused]] PinName name,
                      [[maybe_unused]] bool level) noexcept {
#if UASYNCIO_HOSTED
  if (panel != nullptr) panel->edge(pin, name.text(), level);
#endif
}

/// For models of inputs, with `set(bool)` and `value()`: a driver listens, or listens no more. From
/// anywhere in the thread of the simulation; does not suspend.
template <class Pin>
void tell_listener([[maybe_unused]] Pin& pin, [[maybe_unused]] PinName name,
                   [[maybe_unused]] bool listens) noexcept {
#if UASYNCIO_HOSTED
  if (panel == nullptr) return;
  const Panel::SetLevel set = [](void* which, bool level) { static_cast<Pin*>(which)->set(level); };
  panel->listener(&pin, name.text(), pin.value(), listens ? set : nullptr);
#endif
}

/// For models of displays, with `row(number)`: what they show may have changed. From anywhere in
/// the thread of the simulation; does not suspend.
template <class Display>
void tell_rows([[maybe_unused]] Display& display, [[maybe_unused]] const char* name,
               [[maybe_unused]] unsigned rows) noexcept {
#if UASYNCIO_HOSTED
  if (panel == nullptr) return;
  for (unsigned number = 0; number != rows; ++number) {
    panel->row(&display, name, number, display.row(static_cast<std::uint8_t>(number)));
  }
#endif
}

/// For models of what is read: the value, or what the panel has put in its place. From anywhere in
/// the thread of the simulation; does not suspend.
inline std::int32_t read_through_panel([[maybe_unused]] const void* source,
                                       [[maybe_unused]] const char* name,
                                       PanelValue value) noexcept {
#if UASYNCIO_HOSTED
  if (panel != nullptr) return panel->reading(source, name, value);
#endif
  return value.value;
}

}  // namespace uasyncio::testing
