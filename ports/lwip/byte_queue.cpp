// SPDX-License-Identifier: MIT
// A ring of bytes. What lwIP has is copied in one or two pieces.
#include "ports/lwip/byte_queue.hpp"

#include <algorithm>
#include <cstring>
#include <lwip/pbuf.h>

namespace uasyncio::lwip {

std::size_t ByteQueue::size_before_end(std::size_t place, std::size_t size) const noexcept {
  return std::min(size, memory_.size() - place);
}

std::size_t ByteQueue::end() const noexcept {
  const std::size_t place = std::size_t{first_} + count_;
  return place < memory_.size() ? place : place - memory_.size();
}

void ByteQueue::put(std::span<const std::byte> bytes) noexcept {
  const std::size_t place = end();
  const std::size_t before_end = size_before_end(place, bytes.size());
  std::memcpy(memory_.data() + place, bytes.data(), before_end);
  std::memcpy(memory_.data(), bytes.data() + before_end, bytes.size() - before_end);
  count_ = static_cast<std::uint16_t>(count_ + bytes.size());
}

void ByteQueue::put(const pbuf& chain) noexcept {
  const std::size_t place = end();
  const auto before_end = static_cast<u16_t>(size_before_end(place, chain.tot_len));
  pbuf_copy_partial(&chain, memory_.data() + place, before_end, 0);
  pbuf_copy_partial(&chain, memory_.data(), static_cast<u16_t>(chain.tot_len - before_end),
                    before_end);
  count_ = static_cast<std::uint16_t>(count_ + chain.tot_len);
}

std::size_t ByteQueue::take(std::span<std::byte> room) noexcept {
  const std::size_t size = std::min<std::size_t>(room.size(), count_);
  const std::size_t before_end = size_before_end(first_, size);
  std::memcpy(room.data(), memory_.data() + first_, before_end);
  std::memcpy(room.data() + before_end, memory_.data(), size - before_end);
  drop(size);
  return size;
}

void ByteQueue::drop(std::size_t count) noexcept {
  const std::size_t place = first_ + count;
  first_ = static_cast<std::uint16_t>(place < memory_.size() ? place : place - memory_.size());
  count_ = static_cast<std::uint16_t>(count_ - count);
}

}  // namespace uasyncio::lwip
