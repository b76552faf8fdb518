// SPDX-License-Identifier: MIT
// A converter that a test or an example sets.
#pragma once

#include "uasyncio/machine/adc.hpp"
#include "uasyncio/testing/panel.hpp"

#include <cstddef>
#include <utility>

namespace uasyncio::testing {

/// No heap, for every board. From anywhere, one call at a time.
class Adc {
 public:
  explicit Adc(std::uint16_t value = 0) noexcept : value_(value) {}
  /// What a driver uses: machine::ADC. At once; counted.
  machine::Sample read_u16() noexcept {
    ++reads_;
    if (error_) return error_;
    constexpr std::int32_t most = 65'535;
    return static_cast<std::uint16_t>(read_through_panel(this, "adc", {value_, 0, most}));
  }

  /// From now on it gives this value ...
  void set(std::uint16_t value) noexcept {
    value_ = value;
    error_ = Error::none;
  }
  /// ... or fails.
  void fail(Error error) noexcept { error_ = error; }
  unsigned reads() const noexcept { return reads_; }

 protected:
  std::uint16_t value() const noexcept { return value_; }

 private:
  std::uint16_t value_;
  unsigned reads_ = 0;
  Error error_;
};

static_assert(machine::ADC<Adc>);

/// The same with a comparator, which sees what is set. Its handler is called inside of that.
class AdcWithComparator : public Adc {
 public:
  using Adc::Adc;

  /// From now on it gives this value, and the comparator sees that. From tasks and plain code.
  void set(std::uint16_t value) noexcept {
    Adc::set(value);
    compare();
  }
  /// What a driver uses beside `read_u16`: machine::WatchingADC. Nothing suspends; from tasks and
  /// plain code.
  void watch(machine::AdcWindow window, machine::AdcHandler handler, void* argument) noexcept {
    window_ = window;
    handler_ = handler;
    argument_ = argument;
    compare();
  }
  /// The same.
  void watch(std::nullptr_t) noexcept { handler_ = nullptr; }
  bool is_watching() const noexcept { return handler_ != nullptr; }

 private:
  void compare() noexcept {
    if (handler_ == nullptr || (value() >= window_.low && value() <= window_.high)) return;
    std::exchange(handler_, nullptr)(argument_);
  }

  machine::AdcWindow window_{};
  machine::AdcHandler handler_ = nullptr;
  void* argument_ = nullptr;
};

static_assert(machine::WatchingADC<AdcWithComparator>);

}  // namespace uasyncio::testing
