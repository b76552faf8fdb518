// SPDX-License-Identifier: MIT
// The timer queue: earliest deadline first, and first in, first out among equals. There are two,
// with one interface; each platform has the one that costs it least.
//
// LinkedTimers, on chips, needs no memory but the three links of its nodes: a pairing heap. O(1)
// insertion, O(log n) amortised removal of the first or of any node. But its nodes lie anywhere, so
// that with many of them each step waits for memory.
//
// PackedTimers, on the host, links those that come in the order of their deadlines, as the time
// limits of many equal requests do: O(1) for all. The others are in a heap whose deadlines lie side
// by side, in an array: O(log n) insertion and removal.
//
// Both belong to a loop: in the loop's thread only, from tasks and plain code.
#pragma once

#include "uasyncio/kernel/task_header.hpp"
#include "uasyncio/port/config.hpp"

#include <cstddef>
#include <cstdint>

namespace uasyncio::kernel {

/// The timer whose links these are: a queue of timers holds nothing else.
inline TimerNode* timer(Node* node) noexcept { return static_cast<TimerNode*>(node); }

/// It is stable without sequence numbers: the circular list of children keeps their age, and of two
/// equal roots the older one stays above (Fredman, Sedgewick, Sleator, Tarjan 1986 for the heap).
class LinkedTimers {
 public:
  bool empty() const noexcept { return root_ == nullptr; }
  /// The node that is due next, or null.
  TimerNode* first() const noexcept { return root_; }

  /// Adds a node, which is in no queue, by its `deadline`; that stays as it is meanwhile.
  void push(TimerNode* node) noexcept;
  /// Removes `first()`, which must exist.
  void pop() noexcept;
  /// Removes a node that is in the queue.
  void remove(TimerNode* node) noexcept;

 private:
  TimerNode* root_ = nullptr;
};

#if UASYNCIO_HOSTED

/// The same. A push never fails: if the system has no memory for a longer array, the node is linked
/// where it belongs, in time O(n). The array is as long as it had to be
/// since it was empty last.
class PackedTimers {
 public:
  /// `limit`: so many timers in the array at the most, for tests.
  explicit constexpr PackedTimers(std::size_t limit = ~std::size_t{0}) noexcept : limit_(limit) {}
  ~PackedTimers();
  PackedTimers(const PackedTimers&) = delete;
  PackedTimers& operator=(const PackedTimers&) = delete;

  bool empty() const noexcept { return first_ == nullptr; }
  TimerNode* first() const noexcept { return first_; }
  /// As LinkedTimers::push, and so the other two.
  void push(TimerNode* node) noexcept;
  void pop() noexcept;
  void remove(TimerNode* node) noexcept;

 private:
  struct Entry {
    Instant deadline;
    TimerNode* node;
  };

  static bool is_before(const Entry& entry, const Entry& other) noexcept;
  bool is_in_array(const TimerNode* node) const noexcept;
  bool is_last(const TimerNode* node) const noexcept;
  // These two apart, and called last, so that the short ways need no stack.
  [[gnu::noinline]] void push_before_last(TimerNode* node) noexcept;
  [[gnu::noinline]] void remove_from_array(TimerNode* node) noexcept;
  void insert_in_order(TimerNode* node) noexcept;
  bool has_room() noexcept;
  bool grow() noexcept;
  void give_back() noexcept;
  [[gnu::noinline]] void shrink() noexcept;
  void place(std::size_t at, const Entry& entry) noexcept;
  void rise(std::size_t at, const Entry& entry) noexcept;
  void sink(std::size_t at, const Entry& entry) noexcept;
  std::size_t first_of(std::size_t children) const noexcept;
  void take_out(std::size_t at) noexcept;
  void find_first() noexcept;

  /// Of the array, so that the four children of an entry share a cache line.
  static constexpr std::size_t root = 3;

  TimerNode* first_ = nullptr;
  NodeList linked_;            // in order
  std::uintptr_t pushed_ = 0;  // the number of the next node: tells which of two equals is older
  Entry* entries_ = nullptr;   // [root, end_)
  std::size_t end_ = root;
  std::size_t capacity_ = 0;
  std::size_t limit_;
};

using TimerQueue = PackedTimers;
#else
using TimerQueue = LinkedTimers;
#endif

}  // namespace uasyncio::kernel
