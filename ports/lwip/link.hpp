// SPDX-License-Identifier: MIT
// Of connection.hpp and server.hpp: a TCP connection with its reader and writer. What a connection
// has beside its TcpDevice is from the memory that coroutines have, and is there as long as it is.
#pragma once

#include "uasyncio/kernel/frame_pool.hpp"
#include "uasyncio/stream/reader.hpp"
#include "uasyncio/stream/writer.hpp"

#include "ports/lwip/tcp_device.hpp"

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

struct Link {
  /// Without memory for the buffers these are empty, and nothing is read.
  Link(TcpConnection its_device, std::size_t limit, std::size_t write_limit) noexcept
      : device(std::move(its_device)),
        memory(limit + write_limit),
        reader(*device, memory.part(0, limit)),
        writer(*device, memory.part(limit, write_limit)) {}

  TcpConnection device;
  PoolMemory memory;
  StreamReader reader;
  StreamWriter writer;
};

}  // namespace uasyncio::lwip
