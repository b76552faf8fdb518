// SPDX-License-Identifier: MIT
// A hardware counter of an encoder that a test or an example turns.
#pragma once

#include "uasyncio/machine/quadrature_counter.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>

namespace uasyncio::testing {

/// Without interrupts: its user looks by a period. Of 16 or 32 bits, for every board; no heap.
template <std::unsigned_integral Count = std::uint16_t>
class QuietQuadratureCounter {
 public:
  explicit QuietQuadratureCounter(Count first = 0) noexcept : count_(first) {}
  QuietQuadratureCounter(const QuietQuadratureCounter&) = delete;
  QuietQuadratureCounter& operator=(const QuietQuadratureCounter&) = delete;

  /// What a driver uses: machine::QuadratureCounter. Counted. From anywhere, one call at a time.
  Count value() noexcept {
    ++reads_;
    return count_;
  }

  /// So many steps, at once; back if negative. From anywhere, as all of them.
  void turn(std::int32_t steps) noexcept {
    count_ = static_cast<Count>(count_ + static_cast<std::uint32_t>(steps));
  }
  /// How often it was asked.
  unsigned reads() const noexcept { return reads_; }

 private:
  Count count_;
  unsigned reads_ = 0;
};

/// One that interrupts when it moves.
template <std::unsigned_integral Count = std::uint16_t>
class QuadratureCounter : private QuietQuadratureCounter<Count> {
  using Base = QuietQuadratureCounter<Count>;

 public:
  explicit QuadratureCounter(Count first = 0) noexcept : Base(first) {}
  using Base::reads;

  /// What a driver uses: machine::InterruptQuadratureCounter. From anywhere, one call at a time.
  Count value() noexcept {
    is_told_ = false;
    return Base::value();
  }
  /// What it calls; as `refuse` says. From anywhere.
  Error irq(machine::PinHandler handler, void* argument) noexcept {
    if (refusal_) return refusal_;
    handler_ = handler;
    argument_ = argument;
    return Error::none;
  }
  void irq(std::nullptr_t) noexcept { handler_ = nullptr; }

  /// So many steps; calls the handler, if that was not called since `value`. From anywhere.
  void turn(std::int32_t steps) noexcept {
    Base::turn(steps);
    if (steps == 0 || is_told_ || handler_ == nullptr) return;
    is_told_ = true;
    ++interrupts_;
    handler_(argument_);
  }

  /// `irq` answers so from here on; Error::none: no more. From anywhere.
  void refuse(Error error) noexcept { refusal_ = error; }
  bool has_handler() const noexcept { return handler_ != nullptr; }
  /// How often the handler was called.
  unsigned interrupts() const noexcept { return interrupts_; }

 private:
  machine::PinHandler handler_ = nullptr;
  void* argument_ = nullptr;
  Error refusal_;
  unsigned interrupts_ = 0;
  bool is_told_ = false;
};

static_assert(machine::QuadratureCounter<QuietQuadratureCounter<std::uint32_t>>);
static_assert(machine::InterruptQuadratureCounter<QuadratureCounter<>>);

}  // namespace uasyncio::testing
