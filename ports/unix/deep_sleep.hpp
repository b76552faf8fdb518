// SPDX-License-Identifier: MIT
// A computer's sleep, which is only counted as a deep one.
#pragma once

#include "uasyncio/port/port.hpp"

namespace uasyncio::detail {

/// While it lives, the port's loop sleeps. Of a light sleep it does not read the clock. In the
/// thread of the loop.
class CountedSleep {
 public:
#if UASYNCIO_DIAGNOSTICS
  explicit CountedSleep(Port& port) noexcept : port_(is_deep ? &port : nullptr) {
    if (port_ != nullptr) [[unlikely]]
      begin_ = port_->now();
  }
  ~CountedSleep() {
    if (port_ != nullptr) [[unlikely]]
      asleep_deeply += port_->now() - begin_;
  }
  CountedSleep(const CountedSleep&) = delete;
  CountedSleep& operator=(const CountedSleep&) = delete;

  // Of this thread: each may have a loop.
  static inline constinit thread_local bool is_deep = false;
  static inline constinit thread_local Duration asleep_deeply{};

 private:
  Port* port_;
  Instant begin_{};
#else
  explicit CountedSleep(Port&) noexcept {}
#endif
};

}  // namespace uasyncio::detail
