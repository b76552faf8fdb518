// SPDX-License-Identifier: MIT
// The memory of a stream's buffer, as readers and writers keep it: in 12 bytes on a large machine,
// where a span has 16 and each idle connection has two.
#pragma once

#include "uasyncio/core/bytes.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

namespace uasyncio::detail {

/// A place in a stream's buffer, or a number of its bytes.
using BufferSize = std::uint32_t;
/// Of what is known to lie in the buffer.
constexpr BufferSize buffer_size(std::size_t size) noexcept {
  return static_cast<BufferSize>(size);
}

/// Refers to memory of the caller's. Of more than 4 GiB the rest is not used.
class StreamBuffer {
 public:
  static constexpr std::size_t most = std::numeric_limits<BufferSize>::max();

  explicit StreamBuffer(MutableBytes memory) noexcept
      : data_(memory.data()), size_(buffer_size(memory.size() < most ? memory.size() : most)) {}

  std::byte* data() const noexcept { return data_; }
  std::size_t size() const noexcept { return size_; }
  bool empty() const noexcept { return size_ == 0; }
  std::span<std::byte> all() const noexcept { return {data_, size_}; }
  std::span<std::byte> from(std::size_t begin) const noexcept {
    return {data_ + begin, size_ - begin};
  }
  std::span<std::byte> part(std::size_t begin, std::size_t size) const noexcept {
    return {data_ + begin, size};
  }

 private:
  std::byte* data_;
  BufferSize size_;
};

}  // namespace uasyncio::detail
