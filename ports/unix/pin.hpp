// SPDX-License-Identifier: MIT
// Pins of a Linux computer: the lines of a /dev/gpiochip, by the kernel's own interface (its second
// version, since Linux 5.10). A line is reserved as long as its object lives.
#pragma once

#include "system_calls.hpp"

#include "uasyncio/machine/pin.hpp"
#include "uasyncio/stream/readiness.hpp"

#include <cstddef>
#include <cstdint>

struct gpio_v2_line_event;

namespace uasyncio::unix_devices {

/// What all lines have. From one thread; nothing suspends.
class Line {
 public:
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  /// Why it could not be reserved or set: OSError ENOENT, no such chip; EINVAL, no such line;
  /// EBUSY, somebody else has it.
  const Error& error() const noexcept { return error_; }

 protected:
  Line(const char* chip, std::uint32_t number, std::uint64_t flags, const SystemCalls& calls);
  ~Line();

  bool level() noexcept;
  void set(bool level) noexcept;
  /// Of a line that is reserved: Error::none, or why it stays as it was.
  Error configure(std::uint64_t flags) noexcept;

  const SystemCalls& calls_;
  int descriptor_ = -1;
  Error error_;
};

/// Push-pull, low at first: machine::OutputPin.
class OutputPin : public Line {
 public:
  OutputPin(const char* chip, std::uint32_t number, const SystemCalls& calls = system_calls);

  void on() noexcept { value(true); }
  void off() noexcept { value(false); }
  void toggle() noexcept { value(!is_on_); }
  void value(bool is_on) noexcept { set(is_on_ = is_on); }
  bool value() const noexcept { return is_on_; }

 private:
  bool is_on_ = false;
};

/// Let go at first: machine::OpenDrainPin.
class OpenDrainPin : public Line {
 public:
  OpenDrainPin(const char* chip, std::uint32_t number, const SystemCalls& calls = system_calls);

  void value(bool is_released) noexcept { set(is_released); }
  bool value() noexcept { return level(); }
};

/// An input with a pull-up: machine::QueuedPin. Its handler is called in the loop's thread, between
/// the turns of tasks; `edge_time` is what the kernel noted in its interrupt. `irq` needs a loop
/// that runs and has I/O: OSError ENOSYS otherwise. The pin must not be destroyed in its handler,
/// and goes before the loop.
class InterruptPin : public Line, DescriptorWatch {
 public:
  InterruptPin(const char* chip, std::uint32_t number, const SystemCalls& calls = system_calls);
  ~InterruptPin() { irq(nullptr); }

  bool value() noexcept { return level(); }
  [[nodiscard("it may be refused")]] Error irq(machine::Edge edges, machine::PinHandler handler,
                                               void* argument) noexcept;
  void irq(std::nullptr_t) noexcept;
  Time edge_time() const noexcept { return edge_time_; }
  bool edge_level() const noexcept { return edge_level_; }
  void take_edges() noexcept;

  /// How many edges the kernel has dropped, because the loop was blocked while more came than it
  /// keeps: the oldest, so that `value` is right in the end.
  std::uint32_t lost() const noexcept { return lost_; }

 private:
  static void on_news(DescriptorWatch& watch, unsigned news) noexcept;
  void take(const gpio_v2_line_event& event) noexcept;
  void forget_edges() noexcept;

  machine::PinHandler handler_ = nullptr;
  void* argument_ = nullptr;
  Time edge_time_ = 0;
  std::uint32_t last_edge_ = 0;  // its number of the line, which the kernel counts
  std::uint32_t lost_ = 0;
  bool edge_level_ = false;
};

}  // namespace uasyncio::unix_devices
