// SPDX-License-Identifier: MIT
// Signals: how an interrupt or another thread hands something to the loop. A signal is posted from
// anywhere and answered once in the loop; posting it again before that changes nothing. Lock-free
// where threads are; on one core a few masked instructions.
#pragma once

#include "uasyncio/kernel/assert.hpp"
#include "uasyncio/kernel/critical_section.hpp"
#include "uasyncio/port/atomic.hpp"

#include <atomic>
#include <cstdint>

namespace uasyncio::kernel {

/// Base of what can be posted. Must not be destroyed while it is queued (see `is_queued`).
struct Signal {
  using Answer = void (*)(Signal&) noexcept;

  explicit constexpr Signal(Answer action) noexcept : answer(action) {}
  Signal(const Signal&) = delete;
  Signal& operator=(const Signal&) = delete;

  bool is_queued() const noexcept { return queued.load(std::memory_order_acquire); }

  Answer answer;  // runs in the loop's thread, outside any task; who posts must not look at it
  detail::Atomic<Signal*> next{nullptr};
  detail::Atomic<bool> queued{false};
};

#if UASYNCIO_ONE_CORE

/// Many posters, one taker: a list that is changed with interrupts masked.
class SignalQueue {
 public:
  /// From anywhere.
  void push(Signal& signal) noexcept {
    CriticalSection masked;
    if (signal.is_queued()) [[unlikely]]
      return;
    UASYNCIO_ASSERT(end_->load(std::memory_order_relaxed) == nullptr);
    UASYNCIO_ASSERT(end_ != &signal.next);  // it is in the queue once
    signal.queued.store(true, std::memory_order_relaxed);
    signal.next.store(nullptr, std::memory_order_relaxed);
    end_->store(&signal, std::memory_order_relaxed);
    end_ = &signal.next;
  }

  bool empty() const noexcept { return head_.load(std::memory_order_relaxed) == nullptr; }

  /// The chain of what was pushed, oldest first. Only the loop. Mark each one as not queued with
  /// `mark_unqueued` before it is answered, so that a push meanwhile is not lost.
  Signal* take_all() noexcept {
    CriticalSection masked;
    Signal* const oldest = head_.load(std::memory_order_relaxed);
    UASYNCIO_ASSERT((oldest == nullptr) == (end_ == &head_), oldest);
    UASYNCIO_ASSERT(end_->load(std::memory_order_relaxed) == nullptr, oldest);
    head_.store(nullptr, std::memory_order_relaxed);
    end_ = &head_;
    return oldest;
  }
  static void mark_unqueued(Signal& signal) noexcept {
    signal.queued.store(false, std::memory_order_relaxed);
  }

 private:
  detail::Atomic<Signal*> head_{nullptr};
  detail::Atomic<Signal*>* end_ = &head_;  // the link behind the newest
};

#else

/// Many posters, one taker: a stack that is changed by atomic steps.
class SignalQueue {
 public:
  /// From anywhere.
  void push(Signal& signal) noexcept {
    if (exchange_flag(signal.queued, true)) return;
    Signal* first = head_.load(std::memory_order_relaxed);
    UASYNCIO_ASSERT(first != &signal);    // it is in the queue once
    UASYNCIO_ASSERT(signal.is_queued());  // nobody frees it before it is taken
    do {
      signal.next.store(first, std::memory_order_relaxed);
    } while (!compare_exchange(head_, first, &signal));
  }

  bool empty() const noexcept { return head_.load(std::memory_order_relaxed) == nullptr; }

  /// The chain of what was pushed, oldest first. Only the loop. Mark each one as not queued with
  /// `mark_unqueued` before it is answered, so that a push meanwhile is not lost.
  Signal* take_all() noexcept {
    Signal* newest = exchange_pointer(head_, nullptr);
    Signal* oldest = nullptr;
    while (newest != nullptr) {
      UASYNCIO_ASSERT(newest->is_queued() && newest->answer != nullptr);
      UASYNCIO_ASSERT(newest != oldest);  // it is in the queue once
      Signal* next = newest->next.load(std::memory_order_relaxed);
      newest->next.store(oldest, std::memory_order_relaxed);
      oldest = newest;
      newest = next;
    }
    return oldest;
  }
  static void mark_unqueued(Signal& signal) noexcept {
    signal.queued.store(false, std::memory_order_seq_cst);
  }

 private:
  detail::Atomic<Signal*> head_{nullptr};
};

#endif

}  // namespace uasyncio::kernel
