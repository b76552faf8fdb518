// SPDX-License-Identifier: MIT
// A queue of bytes between an interrupt and the program: one pushes, the other pops, no locks.
#pragma once

#include "uasyncio/port/atomic.hpp"

#include <atomic>
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

 private:
  static std::uint8_t index(const detail::Atomic<std::uint8_t>& index) noexcept {
    return index.load(std::memory_order_acquire);
  }

  detail::Atomic<std::uint8_t> head_{0};
  detail::Atomic<std::uint8_t> tail_{0};
  char bytes_[size] = {};
};

}  // namespace uasyncio::bare_metal
