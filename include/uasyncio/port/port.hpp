// SPDX-License-Identifier: MIT
// The port: all that the scheduler asks of a platform. The text below is the contract;
// tests/conformance/port_suite.hpp holds every port to it.
#pragma once

#include "uasyncio/port/atomic.hpp"
#include "uasyncio/port/config.hpp"
#include "uasyncio/port/time.hpp"

#include <atomic>
#include <cstdint>

#if UASYNCIO_HOSTED && (defined(__x86_64__) || defined(__i386__))
#define UASYNCIO_CYCLE_COUNTER 1
#elif UASYNCIO_HOSTED && defined(__aarch64__)
#define UASYNCIO_CYCLE_COUNTER 1
#else
#define UASYNCIO_CYCLE_COUNTER 0
#endif

namespace uasyncio {

class Descriptors;  // stream/readiness.hpp

#if UASYNCIO_HOSTED
class Network;  // stream/network.hpp

/// Functions that run in other threads for tasks, and will wake the loops of those. A simulated
/// port waits for them in real time when nothing else can happen.
inline std::atomic<int> calls_in_threads{0};
#endif

/// What a loop runs on, and asks in its own thread: each function is called by the loop, and from
/// elsewhere only if it says so.
class Port {
 public:
  Port(const Port&) = delete;
  Port& operator=(const Port&) = delete;

  /// Microseconds since some fixed start. MUST never go back and never wrap, also when the hardware
  /// counter behind it does. MUST round down. From tasks, plain code and interrupts.
  virtual Instant now() noexcept = 0;

  /// Sleeps until `now() >= deadline`, until `wake()`, or until watched I/O is ready.
  /// MUST NOT return because of the deadline before `now() >= deadline`. May return early for
  /// another reason (an interrupt); the loop then looks and waits again.
  /// MUST return at once if `wake()` was called since the loop's last look (needs_look() is true).
  /// MUST leave the alarm interrupt, if it has one, set for `deadline`, and `armed_` too, also when
  /// it returns for another reason or at once: the loop then does not `arm` the same instant again.
  /// MUST NOT poll on a period: with `never` the processor sleeps until something happens.
  /// MUST NOT wake tasks: the loop lets due timers go first and then calls `poll`.
  /// Returns false only if nothing can ever wake it again (a simulated port knows).
  virtual bool wait(Instant deadline) noexcept = 0;

  /// Makes a running or the next `wait` return and `needs_look()` true. Many calls coalesce.
  /// From anywhere: interrupts, other threads, tasks. MUST NOT block or allocate.
  virtual void wake() noexcept { attention_.store(1, std::memory_order_release); }

  /// The earliest deadline while the loop is busy. A port with an alarm interrupt MUST call
  /// `deadline_has_come` when it passes (at once if it has passed already), as `wait` does when it
  /// returns for its deadline, and MUST note `armed_`; others need not override.
  virtual void arm(Instant deadline) noexcept { armed_ = deadline; }
  /// The deadline that was armed last, and has not been seen to come.
  Instant armed() const noexcept { return armed_; }

  /// Wakes the tasks whose I/O is ready, in the order in which the platform reports it; does not
  /// wait. For ports with I/O.
  virtual void poll() noexcept {}
#if UASYNCIO_HOSTED
  /// The same, while nothing else is ready: may leave the rest for the next look, so that the first
  /// tasks go on while what was read for them is still in the processor's cache. Then
  /// `needs_look()` MUST be true.
  virtual void poll_some() noexcept { poll(); }
#endif

  /// What streams ask about descriptors; null on a port without.
  virtual Descriptors* descriptors() noexcept { return nullptr; }
#if UASYNCIO_HOSTED
  /// Where connections come from if a program names no network; null on a port without.
  virtual Network* network() noexcept { return nullptr; }
#endif

  /// The cheap question, asked before every pass: can a deadline have passed, or has anyone called
  /// `wake`? A port without an alarm interrupt answers yes when `look_interval_cycles_` have gone
  /// by.
  bool needs_look() const noexcept {
    if (was_woken()) return true;
#if UASYNCIO_CYCLE_COUNTER
    if (look_interval_cycles_ != 0) {
      return cycle_count() - last_look_cycles_ >= look_interval_cycles_;
    }
#endif
#if UASYNCIO_HOSTED
    return looks_every_pass_;
#else
    return false;
#endif
  }

  /// The same question between passes. Reading the counter would be half of a short pass: while the
  /// last few passes together took but a small part of the interval, the next few go without.
  bool needs_look_between_passes() noexcept {
#if UASYNCIO_CYCLE_COUNTER
    if (look_interval_cycles_ != 0 && !was_woken()) {
      if (passes_to_go_ != 0) {
        --passes_to_go_;
        return false;
      }
      const std::uint64_t cycles = cycle_count();
      const bool were_short = cycles - last_reading_cycles_ < look_interval_cycles_ / 8;
      last_reading_cycles_ = cycles;
      if (were_short) passes_to_go_ = passes_without_reading;
      return cycles - last_look_cycles_ >= look_interval_cycles_;
    }
#endif
    return needs_look();
  }

  /// Whether `wake` was called, or the alarm went off, since the loop's last look.
  bool was_woken() const noexcept { return attention_.load(std::memory_order_relaxed) != 0; }

  /// The loop is about to look at signals, deadlines and I/O: what comes later is news again.
  void begin_look() noexcept {
    attention_.store(0, std::memory_order_relaxed);
#if !UASYNCIO_ONE_CORE
    std::atomic_thread_fence(std::memory_order_seq_cst);
#else
    std::atomic_signal_fence(std::memory_order_seq_cst);
#endif
#if UASYNCIO_CYCLE_COUNTER
    if (look_interval_cycles_ == 0) return;
    last_reading_cycles_ = last_look_cycles_ = cycle_count();
    passes_to_go_ = 0;
#endif
  }

  /// Can a deadline have passed since the last call? Only then the loop reads the clock.
  bool may_be_due() noexcept {
#if !UASYNCIO_HOSTED
    if (!alarm_came_.load(std::memory_order_relaxed)) return false;
    alarm_came_.store(false, std::memory_order_relaxed);  // before the clock is read
#endif
    armed_ = never;  // an alarm that has come is over
    return true;
  }

  /// What must be added to a deadline counted from `now()` because `now()` rounds down: the length
  /// of a tick, or 0 where time is exact.
  Duration granularity() const noexcept { return from_microseconds(granularity_); }

 protected:
  /// `granularity` is the length of the clock's tick, in microseconds: 1 for a clock that counts
  /// them, 1000 for one that counts milliseconds, 0 where time is exact.
  explicit constexpr Port(std::uint32_t granularity) noexcept : granularity_(granularity) {}
  ~Port() = default;

#if UASYNCIO_CYCLE_COUNTER
  static std::uint64_t cycle_count() noexcept {
#if defined(__aarch64__)
    std::uint64_t count;
    asm volatile("mrs %0, cntvct_el0" : "=r"(count));
    return count;
#else
    return __builtin_ia32_rdtsc();
#endif
  }
  static constexpr unsigned passes_without_reading = 7;
  unsigned passes_to_go_ = 0;
  std::uint64_t last_reading_cycles_ = 0;
  std::uint64_t last_look_cycles_ = 0;
  std::uint64_t look_interval_cycles_ = 0;  // 0: not by cycles
#endif
#if UASYNCIO_HOSTED
  bool looks_every_pass_ = false;
#endif
  /// The alarm went off, or was asked for too late. Also from its interrupt.
  void deadline_has_come() noexcept {
#if !UASYNCIO_HOSTED
    alarm_came_.store(true, std::memory_order_relaxed);
#endif
    attention_.store(1, std::memory_order_release);
  }

  Instant armed_ = never;
  detail::Atomic<std::uint32_t> attention_{1};  // 0 or 1; a word is tested fastest
#if !UASYNCIO_HOSTED
  detail::Atomic<bool> alarm_came_{true};  // apart, so that another interrupt's news costs no clock
#endif

 private:
  std::uint32_t granularity_;
};

}  // namespace uasyncio
