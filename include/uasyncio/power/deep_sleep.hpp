// SPDX-License-Identifier: MIT
// DeepSleep and LightSleep: how much of the chip stops while the loop sleeps. A program allows that
// clocks stop; a driver that needs one says so for as long; the loop's dump says who does.
#pragma once

#include <cstdint>

namespace uasyncio {

/// While one lives, the processor sleeps lightly: all clocks go on. `name` is a literal, which
/// `Loop::dump` prints. Costs a pointer or three of RAM; the sleep itself has no more instructions.
/// From tasks and plain code of one loop; not from interrupts.
class LightSleep {
 public:
  explicit LightSleep(const char* name) noexcept;
  ~LightSleep();
  LightSleep(const LightSleep&) = delete;
  LightSleep& operator=(const LightSleep&) = delete;

  const char* name() const noexcept { return name_; }
  /// The one that was made before, of those that live; null: none. For who walks along them.
  const LightSleep* older() const noexcept { return older_; }
  /// The one that was made last, of those that live.
  static const LightSleep* newest() noexcept;

 private:
  LightSleep* older_;
  const char* name_;
};

/// While one lives, the processor sleeps deeply whenever no LightSleep lives: of the clocks only
/// those go on that the time, the pins' interrupts and the console need. Without one each sleep is
/// light. A program for a board with one state of sleep does not link. From tasks and plain code of
/// one loop; not from interrupts.
class DeepSleep {
 public:
  DeepSleep() noexcept;
  ~DeepSleep();
  DeepSleep(const DeepSleep&) = delete;
  DeepSleep& operator=(const DeepSleep&) = delete;

  /// Whether the next sleep is a deep one.
  static bool is_next() noexcept;
  /// Microseconds that the loops of this thread have slept deeply; the others of Loop::idle_time
  /// were light. 0 without diagnostics. From tasks and plain code.
  static std::uint64_t asleep_us() noexcept;
};

namespace platform {
/// From here on a sleep of the processor is deep, or light. Of ports that know both. Called with
/// what it was not before, from tasks and plain code.
void sleep_deeply(bool is_deep) noexcept;
/// How long the deep ones have lasted, in microseconds. Of ports that know both, and asked for with
/// diagnostics only. From tasks and plain code.
std::uint64_t asleep_deeply_us() noexcept;
}  // namespace platform

}  // namespace uasyncio
