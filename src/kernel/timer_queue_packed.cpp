// SPDX-License-Identifier: MIT
// Of kernel/timer_queue.hpp: the queue of the host. A node knows its place in the array, so that it
// can leave from anywhere without a search; who is not in the array has a link in that word.
#include "uasyncio/kernel/timer_queue.hpp"

#if UASYNCIO_HOSTED
#include "uasyncio/kernel/assert.hpp"
#include "uasyncio/kernel/wait_list.hpp"

#include <sys/mman.h>

namespace uasyncio::kernel {
namespace {

/// Of the first array; its pages cost nothing as long as they are not used.
constexpr std::size_t least_capacity = 4096;

constexpr std::size_t parent_of(std::size_t at) noexcept { return at / 4 + 2; }
constexpr std::size_t children_of(std::size_t at) noexcept { return 4 * (at - 2); }

}  // namespace

PackedTimers::~PackedTimers() {
  if (entries_ != nullptr) ::munmap(entries_, capacity_ * sizeof(Entry));
}

/// Only among equals the nodes themselves are looked at, which seldom are in the cache. Numbers
/// wrap where a word has 32 bits, so their difference tells which is older.
[[gnu::always_inline]] inline bool PackedTimers::is_before(const Entry& entry,
                                                           const Entry& other) noexcept {
  if (entry.deadline != other.deadline) [[likely]]
    return entry.deadline < other.deadline;
  return static_cast<std::intptr_t>(entry.node->number - other.node->number) < 0;
}

[[gnu::always_inline]] inline bool PackedTimers::is_in_array(const TimerNode* node) const noexcept {
  const std::size_t at = node->place;
  return at - root < end_ - root && entries_[at].node == node;
}

// The list.

[[gnu::always_inline]] inline bool PackedTimers::is_last(const TimerNode* node) const noexcept {
  return linked_.head == nullptr || timer(linked_.head->previous)->deadline <= node->deadline;
}

/// Puts the node into the list, searching from its end: in front of those that are due later.
void PackedTimers::insert_in_order(TimerNode* node) noexcept {
  UASYNCIO_ASSERT(linked_.head != nullptr);
  UASYNCIO_ASSERT(!is_last(node), node->deadline);
  Node* later = linked_.head->previous;
  while (later != linked_.head && timer(later->previous)->deadline > node->deadline) {
    later = later->previous;
  }
  node->next = later;
  node->previous = later->previous;
  later->previous->next = node;
  later->previous = node;
  if (later == linked_.head) linked_.head = node;
}

// The array.

[[gnu::always_inline]] inline void PackedTimers::place(std::size_t at,
                                                       const Entry& entry) noexcept {
  UASYNCIO_ASSERT(at >= root && at < end_, at);
  entries_[at] = entry;
  entry.node->place = at;
}

/// Puts `entry` at the free place `at` or above.
[[gnu::always_inline]] inline void PackedTimers::rise(std::size_t at, const Entry& entry) noexcept {
  while (at != root && is_before(entry, entries_[parent_of(at)])) {
    place(at, entries_[parent_of(at)]);
    at = parent_of(at);
  }
  place(at, entry);
}

/// Which of up to four children comes first.
[[gnu::always_inline]] inline std::size_t PackedTimers::first_of(
    std::size_t children) const noexcept {
  UASYNCIO_ASSERT(children > root && children < end_, children);
  UASYNCIO_ASSERT(children % 4 == 0, children);  // they share a cache line
  const auto earlier = [this](std::size_t one, std::size_t other) noexcept {
    return is_before(entries_[other], entries_[one]) ? other : one;
  };
  if (end_ - children >= 4) [[likely]] {
    return earlier(earlier(children, children + 1), earlier(children + 2, children + 3));
  }
  std::size_t first = children;
  for (std::size_t each = children + 1; each != end_; ++each) first = earlier(first, each);
  return first;
}

/// Puts `entry` at the free place `at` or below. What may be compared next is fetched before
/// anything is compared: a large array is not in the cache, but its lines can come at once.
[[gnu::always_inline]] inline void PackedTimers::sink(std::size_t at, const Entry& entry) noexcept {
  UASYNCIO_ASSERT(at < end_ && end_ <= capacity_, end_);
  UASYNCIO_ASSERT(entry.node != nullptr, at);
  for (std::size_t children = children_of(at); children < end_; children = children_of(at)) {
    for (std::size_t each = children; each != children + 4; ++each) {
      __builtin_prefetch(entries_ + children_of(each));
    }
    const std::size_t first = first_of(children);
    if (!is_before(entries_[first], entry)) break;
    place(at, entries_[first]);
    at = first;
  }
  place(at, entry);
}

/// The last entry fills the gap.
[[gnu::always_inline]] inline void PackedTimers::take_out(std::size_t at) noexcept {
  UASYNCIO_ASSERT(end_ > root, end_);
  UASYNCIO_ASSERT(at >= root && at < end_, at);
  const Entry last = entries_[--end_];
  if (at == end_) return give_back();
  if (at != root && is_before(last, entries_[parent_of(at)])) {
    rise(at, last);
  } else {
    sink(at, last);
  }
}

/// Doubles the array if it is full. What is large moves without being copied.
[[gnu::always_inline]] inline bool PackedTimers::has_room() noexcept {
  if (end_ < capacity_) [[likely]]
    return end_ - root < limit_;
  return grow();
}

bool PackedTimers::grow() noexcept {
  UASYNCIO_ASSERT(end_ >= capacity_, capacity_);
  UASYNCIO_ASSERT((entries_ == nullptr) == (capacity_ == 0), capacity_);
  const std::size_t capacity = entries_ == nullptr ? least_capacity : 2 * capacity_;
  const std::size_t size = capacity * sizeof(Entry);
  void* const memory =
      entries_ == nullptr
          ? ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
          : ::mremap(entries_, capacity_ * sizeof(Entry), size, MREMAP_MAYMOVE);
  if (memory == MAP_FAILED) return false;
  entries_ = static_cast<Entry*>(memory);
  capacity_ = capacity;
  return end_ - root < limit_;
}

/// What a burst of timers took goes back to the system when all of them have gone.
[[gnu::always_inline]] inline void PackedTimers::give_back() noexcept {
  if (end_ == root && capacity_ > least_capacity) [[unlikely]]
    shrink();
}

void PackedTimers::shrink() noexcept {
  UASYNCIO_ASSERT(end_ == root, end_);
  UASYNCIO_ASSERT(capacity_ > least_capacity, capacity_);
  constexpr std::size_t least = least_capacity * sizeof(Entry);
  if (::munmap(entries_ + least_capacity, capacity_ * sizeof(Entry) - least) != 0) return;
  capacity_ = least_capacity;
}

// Both.

[[gnu::always_inline]] inline void PackedTimers::find_first() noexcept {
  TimerNode* const linked = timer(linked_.head);
  const bool is_linked =
      end_ == root || (linked != nullptr && is_before({linked->deadline, linked}, entries_[root]));
  first_ = is_linked ? linked : entries_[root].node;
}

void PackedTimers::push(TimerNode* node) noexcept {
  UASYNCIO_ASSERT(node != nullptr && node != first_);
  UASYNCIO_ASSERT(end_ >= root, end_);
  node->number = pushed_++;
  // Nothing else can become the first one, and of two equals the older one stays it.
  if (first_ == nullptr || node->deadline < first_->deadline) first_ = node;
  if (is_last(node)) return append(linked_, node);
  push_before_last(node);
}

void PackedTimers::push_before_last(TimerNode* node) noexcept {
  if (has_room()) {
    rise(end_++, {node->deadline, node});
  } else {
    insert_in_order(node);
  }
}

void PackedTimers::pop() noexcept {
  UASYNCIO_ASSERT(first_ != nullptr);
  remove(first_);
  if (first_ != nullptr) __builtin_prefetch(first_);
}

void PackedTimers::remove(TimerNode* node) noexcept {
  UASYNCIO_ASSERT(first_ != nullptr, node->state);
  if (is_in_array(node)) return remove_from_array(node);
  kernel::remove(linked_, node);
  find_first();
}

void PackedTimers::remove_from_array(TimerNode* node) noexcept {
  take_out(node->place);
  find_first();
}

}  // namespace uasyncio::kernel
#endif
