// SPDX-License-Identifier: MIT
// A pin that a test or an example drives: it interrupts as a real one does, and misbehaves if told.
#pragma once

#include "uasyncio/core/loop.hpp"
#include "uasyncio/machine/pin.hpp"
#include "uasyncio/testing/panel.hpp"

#include <cstddef>
#include <cstdint>

namespace uasyncio::testing {

/// An input without hardware, for every board. Edges come from `set`, which calls the handler as an
/// interrupt would be. No heap. `name` is what recordings call it (./run --pins). From anywhere,
/// one call at a time.
class Pin {
 public:
  explicit constexpr Pin(bool level = true, PinName name = "pin") noexcept
      : name_(name), level_(level) {}
  Pin(const Pin&) = delete;
  Pin& operator=(const Pin&) = delete;

  /// What a driver uses: machine::TimedPin.
  bool value() const noexcept { return level_; }
  Error irq(machine::Edge edges, machine::PinHandler handler, void* argument) noexcept {
    if (refusal_) return refusal_;
    edges_ = edges;
    handler_ = handler;
    argument_ = argument;
    tell_listener(*this, name_, true);
    return Error::none;
  }
  void irq(std::nullptr_t) noexcept {
    if (handler_ != nullptr) tell_listener(*this, name_, false);
    handler_ = nullptr;
  }
  Time edge_time() const noexcept { return edge_time_; }

  /// Changes the level, and calls the handler if it wants this edge.
  void set(bool level) noexcept {
    if (is_stuck_ || level == level_) return;
    level_ = level;
    tell_edge(this, name_, level);
    edge_time_ = now() + skew_;
    if (lost_edges_ != 0) {
      --lost_edges_;
      return;
    }
    const machine::Edge edge = level ? machine::Edge::rising : machine::Edge::falling;
    for (int n = doubles_edges_ ? 2 : 1; n != 0; --n) {
      if (handler_ == nullptr || !machine::includes(edges_, edge)) return;
      ++interrupts_;
      handler_(argument_);
    }
  }
  /// The level goes away and comes back at once: two edges, and nobody can see the level between.
  void glitch() noexcept {
    set(!level_);
    set(!level_);
  }

  // How it misbehaves.
  /// `irq` answers so, until Error::none.
  void refuse(Error error) noexcept { refusal_ = error; }
  /// The next ones are not told.
  void lose_edges(std::uint32_t count) noexcept { lost_edges_ = count; }
  /// Each is told twice.
  void double_edges(bool is_on) noexcept { doubles_edges_ = is_on; }
  /// `set` has no effect.
  void stick(bool is_stuck) noexcept { is_stuck_ = is_stuck; }
  /// What `edge_time` is late by, in microseconds.
  void skew(std::uint64_t length) noexcept { skew_ = length; }

  /// Whether somebody listens.
  bool has_handler() const noexcept { return handler_ != nullptr; }
  /// How many times the handler was called.
  std::uint32_t interrupts() const noexcept { return interrupts_; }

 private:
  static Time now() noexcept {
    kernel::Scheduler* const scheduler = kernel::Scheduler::running();
    return scheduler == nullptr ? 0 : to_microseconds(scheduler->port().now());
  }

  [[no_unique_address]] PinName name_;
  bool level_;
  bool is_stuck_ = false;
  bool doubles_edges_ = false;
  machine::Edge edges_ = machine::Edge::none;
  std::uint32_t lost_edges_ = 0;
  std::uint32_t interrupts_ = 0;
  machine::PinHandler handler_ = nullptr;
  void* argument_ = nullptr;
  Time edge_time_ = 0;
  std::uint64_t skew_ = 0;
  Error refusal_;
};

static_assert(machine::TimedPin<Pin>);

}  // namespace uasyncio::testing
