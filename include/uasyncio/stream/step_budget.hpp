// SPDX-License-Identifier: MIT
// Fairness of streams: what can be done at once is done without suspending, but not for ever.
#pragma once

#include "uasyncio/port/config.hpp"

#include <cstddef>
#include <cstdint>

namespace uasyncio::detail {

/// How much a task has done on streams in one step: after 64 operations or 64 KB the next one lets
/// the others run. A task that sleeps or waits elsewhere in between may be asked to pause a little
/// earlier, never later. Of the thread's running loop.
class StepBudget {
 public:
  static constexpr int operations_in_a_step = 64;
  static constexpr std::size_t bytes_in_a_step = 64 * 1024;

  /// Whether the running task may do one more operation before it lets others run.
  static bool has_some() noexcept;
  /// The running task has done an operation on so many bytes.
  static void spend(std::size_t bytes) noexcept {
    --operations_left_;
    bytes_left_ = bytes < bytes_left_ ? bytes_left_ - bytes : 0;
  }
  /// The running task suspends: its next step begins anew.
  static void renew() noexcept { task_ = nullptr; }

 private:
  static inline constinit UASYNCIO_THREAD_LOCAL const void* task_ = nullptr;
  static inline constinit UASYNCIO_THREAD_LOCAL std::size_t bytes_left_ = 0;
  // Below 0 if one await was more than one operation.
  static inline constinit UASYNCIO_THREAD_LOCAL int operations_left_ = 0;
};

}  // namespace uasyncio::detail
