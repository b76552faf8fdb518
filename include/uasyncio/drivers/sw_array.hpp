// SPDX-License-Identifier: MIT
// SwArray: switches in rows and columns; short, long and double presses. docs/drivers/sw_array.md
// shows use.
#pragma once

#include "uasyncio/drivers/gestures.hpp"
#include "uasyncio/drivers/keyboard.hpp"
#include "uasyncio/sync/ringbuf_queue.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace uasyncio {

/// What has happened to a switch.
enum class SwitchEvent : std::uint8_t {
  close = 1,
  open = 2,
  long_press = 4,
  double_press = 8,
};

/// Which of them are told: `SwitchEvent::close | SwitchEvent::open`.
using SwitchEvents = std::uint8_t;

/// All of them.
constexpr SwitchEvents operator|(SwitchEvent a, SwitchEvent b) noexcept {
  return static_cast<SwitchEvents>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}
constexpr SwitchEvents operator|(SwitchEvents a, SwitchEvent b) noexcept {
  return static_cast<SwitchEvents>(a | static_cast<unsigned>(b));
}
/// Whether it is one of them.
constexpr bool contains(SwitchEvents events, SwitchEvent event) noexcept {
  return (events & static_cast<unsigned>(event)) != 0;
}

struct SwArrayOptions {
  SwitchEvents events = SwitchEvent::close | SwitchEvent::open;
  bool suppress = false;        // a press is told when it is neither long nor the first of two
  std::uint16_t db_delay = 50;  // milliseconds after a change, in which switches may bounce
  std::uint16_t long_press_ms = 1000;
  std::uint16_t double_click_ms = 400;  // from press to press; shorter than a long press
  bool has_diodes = false;              // one at each switch: then there are no ghosts
};

/// What `next` of a SwArray gives.
struct SwitchNews {
  std::uint16_t scan_code;  // row * Columns + column
  SwitchEvent event;
};

namespace detail {

/// The gestures of many switches.
class SwitchGestures {
 public:
  using Put = void (*)(KeyboardBase&, SwitchNews) noexcept;
  SwitchGestures(Gestures* gestures, std::size_t count, const SwArrayOptions& options,
                 Put put) noexcept
      : gestures_(gestures),
        put_(put),
        count_(static_cast<std::uint16_t>(count)),
        events_(options.events) {}

  void change(KeyboardBase& base, unsigned code, bool is_down, Instant now) noexcept;
  Instant look(KeyboardBase& base, Instant now) noexcept;

 private:
  void tell(KeyboardBase& base, unsigned code, GestureSet gestures) const noexcept;

  Instant looked_at_{};
  Gestures* gestures_;
  Put put_;
  std::uint16_t count_;
  SwitchEvents events_;
};

inline Gestures gestures_of(const SwArrayOptions& options) noexcept {
  return Gestures(options.suppress ? Suppress::press_and_release : Suppress::nothing,
                  options.double_click_ms, options.long_press_ms);
}

}  // namespace detail

/// `SwArray switches(rows, columns, {.events = SwitchEvent::close | SwitchEvent::long_press});` of
/// two arrays of pins, wired as a Keyboard's, and as that asleep while no switch is closed. Any
/// number may be closed at once. The `Room` newest events are kept. The pins must outlive it; not
/// movable. For the tasks and plain code of one loop.
template <std::size_t Rows, std::size_t Columns, machine::OpenDrainPin Row,
          machine::InterruptPin Column, std::size_t Room = 10>
class SwArray : public KeyMatrix<Rows, Columns, Row, Column> {
  using Base = KeyMatrix<Rows, Columns, Row, Column>;
  static constexpr std::size_t count = Rows * Columns;

 public:
  SwArray(Row (&rows)[Rows], Column (&columns)[Columns], SwArrayOptions options = {}) noexcept
      : SwArray(rows, columns, options, std::make_index_sequence<count>()) {}

  /// Suspends until something happens to a switch, and gives it as a queue does: several tasks
  /// share them. Cancelled, it takes nothing. Never fails. From a task.
  [[nodiscard("co_await it: without that nobody waits")]]
  auto next() noexcept {
    return news_.next();
  }

  /// A bit for each switch that is closed, the lowest for the code 0.
  std::uint64_t keymap() const noexcept
    requires(count <= 64)
  {
    std::uint64_t map = 0;
    for (std::size_t code = 0; code != count; ++code) {
      map |= std::uint64_t{(*this)[code]} << code;
    }
    return map;
  }

 private:
  template <std::size_t... Code>
  SwArray(Row (&rows)[Rows], Column (&columns)[Columns], const SwArrayOptions& options,
          std::index_sequence<Code...>) noexcept
      : Base(functions, rows, columns,
             {.db_delay = options.db_delay, .has_diodes = options.has_diodes}),
        gestures_{((void)Code, detail::gestures_of(options))...},
        logic_(gestures_.data(), count, options, &put) {}

  static void tell(KeyboardBase& base, unsigned code, bool is_down, Instant now) noexcept {
    static_cast<SwArray&>(base).logic_.change(base, code, is_down, now);
  }
  static Instant look(KeyboardBase& base, Instant now) noexcept {
    return static_cast<SwArray&>(base).logic_.look(base, now);
  }
  static void put(KeyboardBase& base, SwitchNews news) noexcept {
    auto& self = static_cast<SwArray&>(base);
    if (!self.news_.put_nowait(news)) self.overflow();
  }
  static constexpr
      typename Base::Functions functions{&Base::drive, &Base::low_columns, &tell, &look};

  std::array<Gestures, count> gestures_;
  detail::SwitchGestures logic_;
  RingbufQueue<SwitchNews, Room> news_;
};

}  // namespace uasyncio
