// The one wait list under all primitives: first in, first out, cancellable, O(1) removal, one word.
// A circular list: head is the first, head->previous the last.
#pragma once

#include "uasyncio/core/task_header.hpp"

namespace uasyncio {

/// The list operations, on the bare word that sits in a TaskHeader or a WaitList.
void append(NodeList& list, Node* node) noexcept;
void remove(NodeList& list, Node* node) noexcept;
/// Takes the first node, or returns null.
inline Node* take_first(NodeList& list) noexcept {
  Node* const first = list.head;
  if (first != nullptr) remove(list, first);
  return first;
}

/// Tasks that wait for a primitive. What a primitive's author uses; tasks join it by awaiting an
/// awaiter that calls Scheduler::wait_in. Not movable: waiting tasks refer to it.
class WaitList : public NodeList {
 public:
  /// `what` names the primitive in dumps; a literal.
#if UASYNCIO_DIAGNOSTICS
  explicit constexpr WaitList(const char* what) noexcept : what_(what) {}
  const char* what() const noexcept { return what_; }
#else
  explicit constexpr WaitList(const char*) noexcept {}
#endif
  WaitList(const WaitList&) = delete;
  WaitList& operator=(const WaitList&) = delete;

  /// Destroying a list with waiters is a mistake: it is reported, and the waiters are cancelled,
  /// because what they wait for can no longer happen.
  ~WaitList() {
    if (head != nullptr) abandon();
  }

  bool empty() const noexcept { return head == nullptr; }

  /// Makes the first waiter ready. False if there is none.
  bool wake_first() noexcept;
  /// As `wake_first`, for a primitive that puts something into the waiter's hand.
  bool wake_first(HandOver* giver) noexcept;
  /// Makes all waiters ready, in the order in which they began to wait.
  void wake_all() noexcept;

 private:
  void abandon() noexcept;
#if UASYNCIO_DIAGNOSTICS
  const char* what_;
#endif
};

}  // namespace uasyncio
