// The timer queue: a pairing heap, earliest deadline first and first in, first out among equals.
// Intrusive (three links), O(1) insertion, O(log n) amortised removal of the first or of any node.
// It is stable without sequence numbers: the circular list of children keeps their age, and of two
// equal roots the older one stays above (Fredman, Sedgewick, Sleator, Tarjan 1986 for the heap).
#pragma once

#include "uasyncio/kernel/task_header.hpp"

namespace uasyncio::kernel {

class TimerQueue {
 public:
  bool empty() const noexcept { return root_ == nullptr; }
  /// The node that is due next, or null.
  TimerNode* first() const noexcept { return root_; }

  void push(TimerNode* node) noexcept;
  /// Removes `first()`, which must exist.
  void pop() noexcept;
  /// Removes a node that is in the queue.
  void remove(TimerNode* node) noexcept;

 private:
  TimerNode* root_ = nullptr;
};

}  // namespace uasyncio::kernel
