// SPDX-License-Identifier: MIT
// A converter that a test or an example sets.
#pragma once

#include "uasyncio/machine/adc.hpp"
#include "uasyncio/testing/panel.hpp"

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

 private:
  std::uint16_t value_;
  unsigned reads_ = 0;
  Error error_;
};

static_assert(machine::ADC<Adc>);

}  // namespace uasyncio::testing
