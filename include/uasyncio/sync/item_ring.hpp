// SPDX-License-Identifier: MIT
// The items of a queue: a ring of places, in the object or from the frame pool.
#pragma once

#include "uasyncio/sync/queue_base.hpp"

#include <cstddef>
#include <cstdint>
#include <new>
#include <type_traits>
#include <utility>

namespace uasyncio::detail {

/// Room for N items, in the object.
template <class T, std::size_t N>
struct ItemRoom {
  union {
    char no_item;
    T items[N];
  };
  constexpr ItemRoom() noexcept : no_item() {}
  ~ItemRoom() {}
  ItemRoom(const ItemRoom&) = delete;
  ItemRoom& operator=(const ItemRoom&) = delete;
};

/// Room from the frame pool.
template <class T>
struct ItemRoom<T, 0> {
  static_assert(alignof(T) <= 2 * sizeof(void*),
                "items in the frame pool may not be more strictly aligned than two pointers");
  T* items = nullptr;
  std::size_t capacity = 0;

  explicit ItemRoom(std::size_t wanted) noexcept {
    if (wanted == 0 || wanted > PTRDIFF_MAX / sizeof(T)) return;
    items = static_cast<T*>(FramePool::current().allocate(wanted * sizeof(T)));
    if (items != nullptr) capacity = wanted;
  }
  ~ItemRoom() {
    if (items != nullptr) FramePool::current().deallocate(items, capacity * sizeof(T));
  }
  ItemRoom(const ItemRoom&) = delete;
  ItemRoom& operator=(const ItemRoom&) = delete;
  void swap(ItemRoom& other) noexcept {
    std::swap(items, other.items);
    std::swap(capacity, other.capacity);
  }
};

/// Items that are constructed one after the other, and destroyed if one of them cannot be.
template <class T>
class ItemRun {
 public:
  explicit ItemRun(T* first) noexcept : first_(first) {}
  ~ItemRun() {
    while (size_ != 0) first_[--size_].~T();
  }
  ItemRun(const ItemRun&) = delete;
  ItemRun& operator=(const ItemRun&) = delete;
  template <class From>
  void add(From&& item) {
    ::new (static_cast<void*>(first_ + size_)) T(std::forward<From>(item));
    ++size_;
  }
  void keep() noexcept { size_ = 0; }

 private:
  T* first_;
  std::size_t size_ = 0;
};

/// A queue's items in the order in which they came in; item(0) is the oldest. What is left in it is
/// destroyed with it.
template <class T, std::size_t N>
class ItemRing : public QueueBase {
 protected:
  constexpr ItemRing() noexcept
    requires(N != 0)
      : QueueBase(N, false) {}
  /// Room for so many, taken now; zero or less: unbounded, takes room as it grows.
  explicit ItemRing(std::ptrdiff_t maxsize) noexcept
    requires(N == 0)
      : QueueBase(0, maxsize <= 0), room_(maxsize <= 0 ? 0 : static_cast<std::size_t>(maxsize)) {
    capacity_ = room_.capacity;
  }
  ~ItemRing() {
    while (size_ != 0) drop_last();
  }

  T& item(std::size_t index) noexcept { return room_.items[place_of(index)]; }

  /// There must be a place.
  void add_last(T&& item) {
    ::new (static_cast<void*>(room_.items + place_of(size_))) T(std::move(item));
    ++size_;
  }
  void drop_last() noexcept {
    --size_;
    item(size_).~T();
  }
  void drop_first() noexcept {
    T& first = item(0);
    first_ = place_of(1);
    --size_;
    first.~T();
  }

  /// Whether there is a place, or could be made.
  bool has_or_makes_place() {
    if constexpr (N == 0) {
      if (size_ == capacity_ && is_unbounded()) return grow();
    }
    return has_place();
  }

 private:
  static constexpr std::size_t first_growth = 4;  // items

  std::size_t place_of(std::size_t index) const noexcept {
    const std::size_t place = first_ + index;
    return place < capacity_ ? place : place - capacity_;
  }

  /// False if the pool is exhausted; the items stay as they are, also if one cannot be copied.
  bool grow() {
    ItemRoom<T, 0> bigger(capacity_ == 0 ? first_growth : 2 * capacity_);
    if (bigger.items == nullptr) return false;
    ItemRun<T> run(bigger.items);
    for (std::size_t n = 0; n != size_; ++n) run.add(std::move_if_noexcept(item(n)));
    run.keep();
    for (std::size_t n = 0; n != size_; ++n) item(n).~T();
    room_.swap(bigger);
    capacity_ = room_.capacity;
    first_ = 0;
    return true;
  }

  ItemRoom<T, N> room_;
  std::size_t first_ = 0;  // the place of item(0)
};

}  // namespace uasyncio::detail
