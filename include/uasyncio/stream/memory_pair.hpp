// SPDX-License-Identifier: MIT
// MemoryPair: two devices connected to each other in memory, as a socket pair: what is written to
// one is read from the other.
#pragma once

#include "uasyncio/stream/device.hpp"

#include <cstddef>

namespace uasyncio {

/// One end. For tasks of one loop. Has half close; closing an end before it has read everything
/// resets the other one, as TCP does.
class MemoryEnd final : public Device {
 public:
  explicit MemoryEnd(std::span<std::byte> incoming) noexcept : room_(incoming) {}
  ~MemoryEnd() { close(); }

  Attempt try_read(std::span<std::byte> room) noexcept override;
  Attempt try_write(std::span<const std::byte> bytes) noexcept override;
  Attempt finish_writing() noexcept override;
  void close() noexcept override;

  /// Who reads what is written here, and the other way round. Once, before anything else.
  void connect(MemoryEnd& peer) noexcept;
  /// How many bytes wait to be read here.
  std::size_t incoming() const noexcept { return count_; }

 private:
  std::size_t receive(std::span<const std::byte> bytes) noexcept;
  void lose_peer(bool resets) noexcept;

  MemoryEnd* peer_ = nullptr;  // null: it has closed
  std::span<std::byte> room_;  // a ring
  std::size_t first_ = 0;
  std::size_t count_ = 0;
  bool has_ended_ = false;     // nothing more comes
  bool has_finished_ = false;  // nothing more goes
  bool was_reset_ = false;
  bool is_closed_ = false;
};

/// Both ends, with room for so many bytes on the way in each direction. For tasks of one loop.
template <std::size_t size>
class MemoryPair {
  static_assert(size > 0, "a pair needs room for a byte");

 public:
  MemoryPair() noexcept : left(to_left_), right(to_right_) { left.connect(right); }
  MemoryPair(const MemoryPair&) = delete;
  MemoryPair& operator=(const MemoryPair&) = delete;

 private:
  std::byte to_left_[size] = {};
  std::byte to_right_[size] = {};

 public:
  MemoryEnd left;
  MemoryEnd right;
};

}  // namespace uasyncio
