// SPDX-License-Identifier: MIT
// Pins of a computer that has none: levels that a program and its tests can set and see.
#pragma once

#include "uasyncio/machine/pin.hpp"
#include "uasyncio/testing/panel.hpp"

#include <cstddef>

namespace uasyncio::level_pins {

/// An output without a LED. In a simulation ./run --pins records it, with this name.
class OutputPin {
 public:
  explicit constexpr OutputPin(testing::PinName name = "output") noexcept : name_(name) {}
  void on() noexcept { value(true); }
  void off() noexcept { value(false); }
  void toggle() noexcept { value(!is_on_); }
  void value(bool is_on) noexcept {
    if (is_on != is_on_) testing::tell_edge(this, name_, is_on);
    is_on_ = is_on;
  }
  bool value() const noexcept { return is_on_; }

 private:
  [[no_unique_address]] testing::PinName name_;
  bool is_on_ = false;
};

/// An input that somebody drives with `set`: a test, or a signal handler.
class InterruptPin {
 public:
  explicit constexpr InterruptPin(bool level, testing::PinName name = "input") noexcept
      : name_(name), level_(level) {}

  bool value() const noexcept { return level_; }
  [[nodiscard("it may be refused")]] Error irq(machine::Edge edges, machine::PinHandler handler,
                                               void* argument) noexcept {
    edges_ = edges;
    handler_ = handler;
    argument_ = argument;
    testing::tell_listener(*this, name_, true);
    return Error::none;
  }
  void irq(std::nullptr_t) noexcept {
    if (edges_ != machine::Edge::none) testing::tell_listener(*this, name_, false);
    edges_ = machine::Edge::none;
  }

  /// Changes the level, and calls the handler if it wants this edge.
  void set(bool level) noexcept {
    if (level == level_) return;
    level_ = level;
    testing::tell_edge(this, name_, level);
    const machine::Edge edge = level ? machine::Edge::rising : machine::Edge::falling;
    if (handler_ != nullptr && machine::includes(edges_, edge)) handler_(argument_);
  }

 private:
  [[no_unique_address]] testing::PinName name_;
  bool level_;
  machine::Edge edges_ = machine::Edge::none;
  machine::PinHandler handler_ = nullptr;
  void* argument_ = nullptr;
};

}  // namespace uasyncio::level_pins
