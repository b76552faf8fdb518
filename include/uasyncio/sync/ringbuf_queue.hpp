// SPDX-License-Identifier: MIT
// RingbufQueue: a queue of fixed size that keeps the newest items.
#pragma once

#include "uasyncio/sync/queue.hpp"

namespace uasyncio {
namespace detail {

template <class T, std::size_t N>
class RingbufItems : public FifoItems<T, N> {
  static_assert(N != 0, "a RingbufQueue holds at least one item");
  static_assert(std::is_nothrow_move_constructible_v<T>,
                "the items of a RingbufQueue must move without throwing");

 protected:
  using FifoItems<T, N>::FifoItems;
  void push(T&& item) noexcept {
    if (this->size_ == N) {
      this->drop_first();
      if (this->unfinished_ != 0) --this->unfinished_;  // the new one takes its place
    }
    this->add_last(std::move(item));
  }
};

}  // namespace detail

/// A Queue<T, N> whose put_nowait never refuses an item. Holds N items (MicroPython's holds N-1).
/// Tasks that iterate with `next` share the items: each gets one in turn.
template <class T, std::size_t N>
class RingbufQueue : public detail::QueueOf<T, detail::RingbufItems<T, N>> {
 public:
  constexpr RingbufQueue() noexcept = default;

  /// Puts the item in the queue in any case; if the queue is full the oldest item is dropped, and
  /// counts as done with, and the result is false. After `shutdown` it does nothing. Never
  /// suspends. From tasks and plain code of the loop's thread.
  bool put_nowait(T item) {
    if (this->is_shut_down()) return false;
    const bool had_place = this->has_place();
    this->add(std::move(item));
    return had_place;
  }

  /// A copy of what get_nowait would give. From tasks and plain code of the loop's thread.
  std::optional<T> peek() {
    if (!this->has_item()) return std::nullopt;
    return this->next_item();
  }
};

}  // namespace uasyncio
