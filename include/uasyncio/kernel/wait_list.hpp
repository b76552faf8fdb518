// SPDX-License-Identifier: MIT
// The one wait list under all primitives: first in, first out, cancellable, O(1) removal, one word.
// A circular list: head is the first, head->previous the last. It belongs to the tasks of one loop:
// all of this from tasks and plain code in the thread of that loop, and not from interrupts (who
// comes from there rings a Doorbell).
#pragma once

#include "uasyncio/kernel/task_header.hpp"
#include "uasyncio/port/error.hpp"

namespace uasyncio::kernel {

/// The list operations, on the bare word that sits in a TaskHeader or a WaitList.
void append(NodeList& list, Node* node) noexcept;
void remove(NodeList& list, Node* node) noexcept;
/// Takes the first node, or returns null. That it is the only one is as usual as not.
[[gnu::always_inline]] inline Node* take_first(NodeList& list) noexcept {
  Node* const first = list.head;
  if (first == nullptr) return nullptr;
  UASYNCIO_ASSERT(first->previous->next == first, first->state);
  UASYNCIO_ASSERT(first->next->previous == first, first->state);
  if (first->next == first) {
    list.head = nullptr;
  } else {
    remove(list, first);
  }
  return first;
}

/// A primitive goes, of the name `what`, and `task` has relied on it: reported, and cancelled, even
/// in a cleanup. The caller makes it ready; but a wait for several tasks ends by itself, when those
/// have ended.
void forsake(TaskHeader* task, const char* what) noexcept;

/// Tasks that wait for a primitive. What a primitive's author uses; tasks join it by awaiting an
/// awaiter that calls Scheduler::wait_in. Not movable: waiting tasks refer to it.
///
/// A primitive that goes while tasks wait for it, or while tasks that it gave something to have not
/// run yet, is a mistake. The list then reports each of them by name and cancels it: what it waits
/// for cannot happen any more, and it must not touch what has gone. A task that was asked to unwind
/// already does that anyway, and is not reported.
class WaitList : public NodeList {
 public:
  /// `what` names the primitive in dumps; a literal.
#if UASYNCIO_DIAGNOSTICS
  explicit constexpr WaitList(const char* what) noexcept : what_(what) {}
  const char* what() const noexcept { return what_; }
#else
  explicit constexpr WaitList(const char*) noexcept {}
  const char* what() const noexcept { return "primitive"; }
#endif
  WaitList(const WaitList&) = delete;
  WaitList& operator=(const WaitList&) = delete;

  ~WaitList() {
    if (head != nullptr) abandon();
  }

  bool empty() const noexcept { return head == nullptr; }

  /// Makes the first waiter ready. False if there is none.
  bool wake_first() noexcept;
  /// Makes all waiters ready, in the order in which they began to wait.
  void wake_all() noexcept;
  /// The same, and their waits fail.
  void fail_all(Error error) noexcept;

 private:
  void abandon() noexcept;
#if UASYNCIO_DIAGNOSTICS
  const char* what_;
#endif
};

/// A wait list of a primitive that gives something to the task it wakes: a lock, a place, an item.
/// If that task is cancelled before it has run, `take_back` gets it back, to give it to the next.
/// Counts up to 2^32 - 1 tasks that were given something and have not run yet.
class GivingList : public WaitList, public HandOver {
 public:
  using TakeBack = void (*)(HandOver*) noexcept;
  constexpr GivingList(const char* what, TakeBack taker) noexcept
      : WaitList(what), HandOver{taker} {}
  ~GivingList() {
    if (first_given != nullptr) abandon_given();
  }

  /// Makes the first waiter ready with something in its hand. False if nobody waits.
  bool give() noexcept;
  /// Takes away what was given last, without `take_back`, from a task that has not run yet and
  /// stays ready. Null if there is none.
  TaskHeader* take_given() noexcept;

 private:
  void abandon_given() noexcept;
};

}  // namespace uasyncio::kernel
