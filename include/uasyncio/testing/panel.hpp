// Panel: who looks at the simulated pins of a program from outside, as ./run --pins does.
#pragma once

#include "uasyncio/port/config.hpp"

namespace uasyncio::testing {

#if UASYNCIO_HOSTED

/// What the simulated pins of this thread tell; a simulation sets it. On chips nobody looks, and
/// that costs nothing.
class Panel {
 public:
  /// From now on `pin` has this level; before it had the other one. `name` need not be its alone.
  /// From everywhere in the simulation; does not suspend.
  virtual void edge(const void* pin, const char* name, bool level) noexcept = 0;

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

/// For models of pins: tells the panel, if there is one, of a change. From anywhere in the thread
/// of the simulation; does not suspend.
inline void tell_edge([[maybe_unused]] const void* pin, [[maybe_unused]] PinName name,
                      [[maybe_unused]] bool level) noexcept {
#if UASYNCIO_HOSTED
  if (panel != nullptr) panel->edge(pin, name.text(), level);
#endif
}

}  // namespace uasyncio::testing
