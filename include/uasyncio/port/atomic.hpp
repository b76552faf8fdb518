// SPDX-License-Identifier: MIT
// A value of one word that interrupts and threads read and write too.
#pragma once

#include "uasyncio/port/config.hpp"

#include <atomic>

namespace uasyncio::detail {

/// As std::atomic, for one core without threads, where only an interrupt can come in between: there
/// a plain load or store is atomic, and needs no barrier but for the compiler. (GCC's std::atomic
/// costs up to two barriers an access there, also where a weaker order is named.) Accesses keep the
/// order in which they stand, whatever order is named: that is for the platforms with threads.
template <class T>
class OneCoreAtomic {
  static_assert(sizeof(T) <= sizeof(void*), "loaded and stored by one instruction");

 public:
  constexpr OneCoreAtomic(T value) noexcept : value_(value) {}
  OneCoreAtomic(const OneCoreAtomic&) = delete;
  OneCoreAtomic& operator=(const OneCoreAtomic&) = delete;

  [[gnu::always_inline]] T load(std::memory_order) const noexcept {
    const T value = value_;
    std::atomic_signal_fence(std::memory_order_seq_cst);
    return value;
  }
  [[gnu::always_inline]] void store(T value, std::memory_order) noexcept {
    std::atomic_signal_fence(std::memory_order_seq_cst);
    value_ = value;
  }

 private:
  volatile T value_;
};

#if UASYNCIO_ONE_CORE
template <class T>
using Atomic = OneCoreAtomic<T>;
#else
template <class T>
using Atomic = std::atomic<T>;
#endif

}  // namespace uasyncio::detail
