// SPDX-License-Identifier: MIT
// A queue of bytes between an interrupt and the program: one pushes, the other pops, no locks.
#pragma once

#include "uasyncio/port/atomic.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace uasyncio::bare_metal {

/// Holds `size` - 1 bytes. The indices are one byte each, so that both fit one RAM word.
template <unsigned size>
class ByteRing {
  static_assert(size <= 256 && (size & (size - 1)) == 0, "a power of two, indexed by one byte");

 public:
  bool empty() const noexcept { return index(head_) == index(tail_); }

  unsigned count() const noexcept { return (index(head_) + size - index(tail_)) % size; }

  bool push(char byte) noexcept {
    const std::uint8_t head = index(head_);
    const auto next = static_cast<std::uint8_t>((head + 1u) % size);
    if (next == index(tail_)) return false;
    bytes_[head] = byte;
    head_.store(next, std::memory_order_release);
    return true;
  }

  /// Only if not empty.
  char pop() noexcept {
    const std::uint8_t tail = index(tail_);
    const char byte = bytes_[tail];
    tail_.store(static_cast<std::uint8_t>((tail + 1u) % size), std::memory_order_release);
    return byte;
  }

  /// Puts bytes back before those that are there, as many of the first as there is room for, and
  /// gives their number. Only while nobody can push.
  std::size_t put_back(const char* bytes, std::size_t wanted) noexcept {
    const unsigned room = size - 1u - count();
    const unsigned number = wanted < room ? static_cast<unsigned>(wanted) : room;
    const unsigned tail = (index(tail_) + size - number) % size;
    for (unsigned place = 0; place != number; ++place) bytes_[(tail + place) % size] = bytes[place];
    tail_.store(static_cast<std::uint8_t>(tail), std::memory_order_release);
    return number;
  }

 private:
  static std::uint8_t index(const detail::Atomic<std::uint8_t>& index) noexcept {
    return index.load(std::memory_order_acquire);
  }

  detail::Atomic<std::uint8_t> head_{0};
  detail::Atomic<std::uint8_t> tail_{0};
  char bytes_[size] = {};
};

}  // namespace uasyncio::bare_metal
