// SPDX-License-Identifier: MIT
// Memory of coroutines for other things: buffers of a size that the program says, and objects that
// are there as long as they are used.
#pragma once

#include "uasyncio/kernel/frame_pool.hpp"

#include <new>
#include <span>

namespace uasyncio::lwip {

/// Memory of coroutines, or none.
class PoolMemory {
 public:
  explicit PoolMemory(std::size_t size) noexcept
      : size_(size), block_(kernel::FramePool::current().allocate(size)) {}
  PoolMemory(const PoolMemory&) = delete;
  PoolMemory& operator=(const PoolMemory&) = delete;
  ~PoolMemory() {
    if (block_ != nullptr) kernel::FramePool::current().deallocate(block_, size_);
  }
  bool is_there() const noexcept { return block_ != nullptr; }
  std::span<std::byte> part(std::size_t begin, std::size_t size) const noexcept {
    if (block_ == nullptr) return {};
    return {static_cast<std::byte*>(block_) + begin, size};
  }

 private:
  std::size_t size_;
  void* block_;
};

/// Base of what is made by `new (std::nothrow)` of that memory.
struct InPool {
  static void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    return kernel::FramePool::current().allocate(size);
  }
  static void operator delete(void* block, std::size_t size) noexcept {
    kernel::FramePool::current().deallocate(block, size);
  }
};

}  // namespace uasyncio::lwip
