// SPDX-License-Identifier: MIT
// SendRing: the way out of a UART stream, from the loop to its interrupt. No locks.
#pragma once

#include "uasyncio/port/atomic.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstring>
#include <span>

namespace uasyncio::bare_metal {

/// Holds as many bytes as its room, whose size is a power of two, and which must live as long.
class SendRing {
 public:
  explicit constexpr SendRing(std::span<std::byte> room) noexcept
      : room_(room.data()), mask_(static_cast<unsigned>(room.size()) - 1) {}
  SendRing(const SendRing&) = delete;
  SendRing& operator=(const SendRing&) = delete;

  std::size_t count() const noexcept {
    return head_.load(std::memory_order_relaxed) - tail_.load(std::memory_order_relaxed);
  }
  bool empty() const noexcept { return count() == 0; }

  /// In the loop: takes in a part of the bytes, as many as it says.
  std::size_t put(std::span<const std::byte> bytes) noexcept {
    const unsigned head = head_.load(std::memory_order_relaxed);
    const std::size_t place = head & mask_;
    const std::size_t room = std::size_t{mask_} + 1;
    const std::size_t size = std::min({bytes.size(), room - count(), room - place});
    if (size == 0) return 0;
    std::memcpy(room_ + place, bytes.data(), size);
    // The bytes, and then their number.
    head_.store(head + static_cast<unsigned>(size), std::memory_order_release);
    return size;
  }

  /// In the interrupt: gives to the chip what that takes. True if who waits for room should look:
  /// half of it is free now, or all.
  template <class Chip>
  bool drain_to(Chip& chip) noexcept {
    const unsigned head = head_.load(std::memory_order_acquire);
    const unsigned first = tail_.load(std::memory_order_relaxed);
    unsigned tail = first;
    while (tail != head && chip.can_send()) {
      chip.send(static_cast<char>(room_[tail & mask_]));
      ++tail;
    }
    tail_.store(tail, std::memory_order_release);
    const unsigned half = mask_ / 2;
    return tail != first && (tail == head || (head - first > half && head - tail <= half));
  }

 private:
  std::byte* room_;
  unsigned mask_;
  detail::Atomic<unsigned> head_{0};  // how many were put; by the loop
  detail::Atomic<unsigned> tail_{0};  // and sent; by the interrupt
};

}  // namespace uasyncio::bare_metal
