// Pins of a computer that has none: levels that a program and its tests can set and see.
#pragma once

#include "uasyncio/machine/pin.hpp"

#include <cstddef>

namespace uasyncio::level_pins {

/// An output without a LED.
class OutputPin {
 public:
  void on() noexcept { value(true); }
  void off() noexcept { value(false); }
  void toggle() noexcept { is_on_ = !is_on_; }
  void value(bool is_on) noexcept { is_on_ = is_on; }
  bool value() const noexcept { return is_on_; }

 private:
  bool is_on_ = false;
};

/// An input that somebody drives with `set`: a test, or a signal handler.
class InterruptPin {
 public:
  explicit constexpr InterruptPin(bool level) noexcept : level_(level) {}

  bool value() const noexcept { return level_; }
  [[nodiscard("it may be refused")]] Error irq(machine::Edge edges, machine::PinHandler handler,
                                               void* argument) noexcept {
    edges_ = edges;
    handler_ = handler;
    argument_ = argument;
    return Error::none;
  }
  void irq(std::nullptr_t) noexcept { edges_ = machine::Edge::none; }

  /// Changes the level, and calls the handler if it wants this edge.
  void set(bool level) noexcept {
    if (level == level_) return;
    level_ = level;
    const machine::Edge edge = level ? machine::Edge::rising : machine::Edge::falling;
    if (handler_ != nullptr && machine::includes(edges_, edge)) handler_(argument_);
  }

 private:
  bool level_;
  machine::Edge edges_ = machine::Edge::none;
  machine::PinHandler handler_ = nullptr;
  void* argument_ = nullptr;
};

}  // namespace uasyncio::level_pins
