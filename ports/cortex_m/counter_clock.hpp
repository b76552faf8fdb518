// SPDX-License-Identifier: MIT
// A free-running 32-bit counter of microseconds, extended to 64 bits without a lock.
#pragma once

#include "uasyncio/port/atomic.hpp"
#include "uasyncio/port/time.hpp"

#include <atomic>
#include <cstdint>

namespace uasyncio::cortex_m {

/// Counts half rounds of the counter (35.8 minutes). The lowest bit of that count says which half
/// of its round the counter should be in; if it is in the other one, the next half has begun and
/// nobody has noted it yet. So reading is right whether or not that has been noted, and needs no
/// mask, provided that each half is noted before it ends.
class CounterClock {
 public:
  /// `read_counter` is called after the halves are read: the counter may be newer, not older.
  template <class ReadCounter>
  Time read(ReadCounter read_counter) const noexcept {
    const std::uint32_t noted = halves_.load(std::memory_order_relaxed);
    std::atomic_signal_fence(std::memory_order_seq_cst);
    const std::uint32_t counter = read_counter();
    return Time{halves_at(counter, noted) >> 1} << 32 | counter;
  }

  /// With interrupts masked, or in one.
  void note(std::uint32_t counter) noexcept {
    const std::uint32_t noted = halves_.load(std::memory_order_relaxed);
    halves_.store(halves_at(counter, noted), std::memory_order_relaxed);
  }

  /// Microseconds until `deadline`, at most to the end of the half that `time` is in.
  static std::uint32_t alarm_length(Time time, Time deadline) noexcept {
    constexpr std::uint32_t half = std::uint32_t{1} << 31;
    const std::uint32_t to_end = half - (static_cast<std::uint32_t>(time) & (half - 1));
    const Time to_deadline = deadline - time;
    return to_deadline < to_end ? static_cast<std::uint32_t>(to_deadline) : to_end;
  }

 private:
  static std::uint32_t halves_at(std::uint32_t counter, std::uint32_t noted) noexcept {
    return noted + ((noted ^ (counter >> 31)) & 1);
  }

  detail::Atomic<std::uint32_t> halves_{0};
};

}  // namespace uasyncio::cortex_m
