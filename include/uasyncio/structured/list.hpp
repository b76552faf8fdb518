// SPDX-License-Identifier: MIT
// List: values in a row, in room from the frame pool.
#pragma once

#include "uasyncio/kernel/frame_pool.hpp"

#include <cstddef>
#include <memory>
#include <utility>

namespace uasyncio {

/// What `gather` of a range gives: the values in the order of the range. As many as it was made
/// for, no more. Movable, not copyable. Must be gone before the frame pool: not a static object.
/// From tasks and plain code of the loop's thread, whose pool it takes.
template <class T>
class List {
  static_assert(alignof(T) <= 2 * sizeof(void*),
                "a List's value may not be more strictly aligned than two pointers");

 public:
  using value_type = T;

  List() noexcept = default;
  List(List&& other) noexcept
      : first_(std::exchange(other.first_, nullptr)),
        size_(std::exchange(other.size_, 0)),
        capacity_(std::exchange(other.capacity_, 0)) {}
  List& operator=(List&& other) noexcept {
    std::swap(first_, other.first_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
    return *this;
  }
  ~List() {
    if (first_ == nullptr) return;
    std::destroy_n(first_, size_);
    FramePool::current().deallocate(first_, capacity_ * sizeof(T));
  }

  std::size_t size() const noexcept { return size_; }
  bool empty() const noexcept { return size_ == 0; }
  /// `index` is less than `size()`.
  T& operator[](std::size_t index) noexcept { return first_[index]; }
  const T& operator[](std::size_t index) const noexcept { return first_[index]; }
  T* data() noexcept { return first_; }
  const T* data() const noexcept { return first_; }
  T* begin() noexcept { return first_; }
  T* end() noexcept { return first_ + size_; }
  const T* begin() const noexcept { return first_; }
  const T* end() const noexcept { return first_ + size_; }

  /// Makes room for `count` values; false if the pool is exhausted. Once, for makers of lists.
  bool reserve(std::size_t count) noexcept {
    if (count == 0) return true;
    if (count > ~std::size_t{0} / sizeof(T)) return false;
    first_ = static_cast<T*>(FramePool::current().allocate(count * sizeof(T)));
    capacity_ = first_ == nullptr ? 0 : count;
    return first_ != nullptr;
  }
  /// Adds a value, for which there must be room.
  template <class... Args>
  T& add(Args&&... args) {
    T* const added = std::construct_at(first_ + size_, std::forward<Args>(args)...);
    ++size_;
    return *added;
  }

 private:
  T* first_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace uasyncio
