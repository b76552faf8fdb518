// SPDX-License-Identifier: MIT
// ByteQueue: what has come for a connection or a socket, in memory of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

struct pbuf;

namespace uasyncio::lwip {

/// Bytes, first in, first out; less than 64 KB. For the loop's thread.
class ByteQueue {
 public:
  constexpr ByteQueue() noexcept = default;
  /// Empty. `memory` must outlive it.
  explicit ByteQueue(std::span<std::byte> memory) noexcept : memory_(memory) {}

  std::size_t count() const noexcept { return count_; }
  std::size_t room() const noexcept { return memory_.size() - count_; }
  /// There must be room.
  void put(std::span<const std::byte> bytes) noexcept;
  void put(const pbuf& chain) noexcept;
  /// As many as there are, and as `room` holds. How many that were.
  std::size_t take(std::span<std::byte> room) noexcept;
  /// So many must be there.
  void drop(std::size_t count) noexcept;

 private:
  std::size_t size_before_end(std::size_t place, std::size_t size) const noexcept;
  std::size_t end() const noexcept;

  std::span<std::byte> memory_;
  std::uint16_t first_ = 0;
  std::uint16_t count_ = 0;
};

}  // namespace uasyncio::lwip
