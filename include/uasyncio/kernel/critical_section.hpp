// SPDX-License-Identifier: MIT
// Atomic steps that an interrupt or another thread may interleave with. On one core without threads
// interrupts are masked for a few instructions instead: cheaper than what the core's own atomic
// instructions cost with their barriers, and cores without such instructions can do it too. All of
// it from anywhere: tasks, plain code, interrupts, signal handlers, any thread.
#pragma once

#include "uasyncio/port/atomic.hpp"
#include "uasyncio/port/config.hpp"
#include "uasyncio/port/platform.hpp"

#include <atomic>
#include <cstdint>
#include <type_traits>

namespace uasyncio::kernel {

#if UASYNCIO_HOSTED
/// Testing: called after every atomic step below, so that a test can put an interrupt there.
using InterruptPointHook = void (*)();
inline constinit thread_local InterruptPointHook interrupt_point_hook = nullptr;
/// Calls the hook, if a test has set one. On chips, where interrupts come by themselves: nothing.
inline void interrupt_point() noexcept {
  if (interrupt_point_hook != nullptr) [[unlikely]]
    interrupt_point_hook();
}
#else
/// Nothing: interrupts come by themselves.
inline void interrupt_point() noexcept {}
#endif

#if UASYNCIO_HOSTED
// Threads: true atomic steps, below.
#elif UASYNCIO_MASKS_INTERRUPTS && defined(__arm__)
/// Interrupts are masked while this lives; nests.
class CriticalSection {
 public:
  CriticalSection() noexcept {
    asm volatile("mrs %0, primask\n cpsid i" : "=r"(primask_)::"memory");
  }
  ~CriticalSection() { asm volatile("msr primask, %0" ::"r"(primask_) : "memory"); }
  CriticalSection(const CriticalSection&) = delete;
  CriticalSection& operator=(const CriticalSection&) = delete;

 private:
  std::uint32_t primask_;
};
#elif UASYNCIO_MASKS_INTERRUPTS
class CriticalSection {
 public:
  CriticalSection() noexcept { asm volatile("csrrci %0, mstatus, 8" : "=r"(status_)::"memory"); }
  ~CriticalSection() {
    constexpr std::uint32_t interrupts_enabled = 1u << 3;  // mstatus.MIE
    asm volatile("csrs mstatus, %0" ::"r"(status_ & interrupts_enabled) : "memory");
  }
  CriticalSection(const CriticalSection&) = delete;
  CriticalSection& operator=(const CriticalSection&) = delete;

 private:
  std::uint32_t status_;
};
#else
class CriticalSection {
 public:
  CriticalSection() noexcept : before_(platform::mask_interrupts()) {}
  ~CriticalSection() { platform::unmask_interrupts(before_); }
  CriticalSection(const CriticalSection&) = delete;
  CriticalSection& operator=(const CriticalSection&) = delete;

 private:
  std::uintptr_t before_;
};
#endif

// A signal handler must not find a lock.
static_assert(UASYNCIO_ONE_CORE ||
              (std::atomic<bool>::is_always_lock_free && std::atomic<void*>::is_always_lock_free));

/// Sets the flag; returns what it was.
// tidy-ok: any value may be in it
inline bool exchange_flag(detail::Atomic<bool>& flag, bool value) noexcept {
#if UASYNCIO_ONE_CORE
  CriticalSection masked;
  const bool before = flag.load(std::memory_order_relaxed);
  flag.store(value, std::memory_order_relaxed);
#else
  const bool before = flag.exchange(value, std::memory_order_seq_cst);
  interrupt_point();
#endif
  return before;
}

/// Clears the flag; returns whether it was set. Not for flags that others clear, too: what was set
/// meanwhile may be cleared with it.
inline bool take_flag(detail::Atomic<bool>& flag) noexcept {
#if UASYNCIO_ONE_CORE
  if (!flag.load(std::memory_order_relaxed)) return false;
  flag.store(false, std::memory_order_relaxed);
  return true;
#else
  return flag.load(std::memory_order_seq_cst) && exchange_flag(flag, false);
#endif
}

/// Sets the pointer; returns what it was.
template <class T>  // tidy-ok: any value may be in it
T* exchange_pointer(detail::Atomic<T*>& pointer, std::type_identity_t<T*> value) noexcept {
#if UASYNCIO_ONE_CORE
  CriticalSection masked;
  T* const before = pointer.load(std::memory_order_relaxed);
  pointer.store(value, std::memory_order_relaxed);
#else
  T* const before = pointer.exchange(value, std::memory_order_acq_rel);
  interrupt_point();
#endif
  return before;
}

/// As std::atomic::compare_exchange_weak: `expected` holds the found value on failure.
template <class Value>  // tidy-ok: any value may be in it
bool compare_exchange(detail::Atomic<Value>& place, Value& expected,
                      std::type_identity_t<Value> value) noexcept {
#if UASYNCIO_ONE_CORE
  CriticalSection masked;
  const Value found = place.load(std::memory_order_relaxed);
  if (found != expected) {
    expected = found;
    return false;
  }
  place.store(value, std::memory_order_relaxed);
  return true;
#else
  const bool stored = place.compare_exchange_weak(expected, value, std::memory_order_seq_cst,
                                                  std::memory_order_relaxed);
  interrupt_point();
  return stored;
#endif
}

}  // namespace uasyncio::kernel
