// SPDX-License-Identifier: MIT
// Two devices in memory: what one writes lies in the ring of the other. It behaves as a socket
// does, resets included, so that tests of programs need none.
#include "uasyncio/stream/memory_pair.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace uasyncio {

void MemoryEnd::connect(MemoryEnd& peer) noexcept {
  peer_ = &peer;
  peer.peer_ = this;
}

Attempt MemoryEnd::try_read(std::span<std::byte> room) noexcept {
  const std::size_t size = std::min({room.size(), count_, room_.size() - first_});
  if (size == 0) {
    if (was_reset_) return Attempt::failed(Error::os(ECONNRESET));
    return has_ended_ ? Attempt::end() : Attempt::would_block();
  }
  std::memcpy(room.data(), room_.data() + first_, size);
  first_ = (first_ + size) % room_.size();
  count_ -= size;
  if (peer_ != nullptr) peer_->notify_writable();
  return Attempt::moved(size);
}

Attempt MemoryEnd::try_write(std::span<const std::byte> bytes) noexcept {
  if (peer_ == nullptr || has_finished_) {
    return Attempt::failed(Error::os(was_reset_ ? ECONNRESET : EPIPE));
  }
  const std::size_t size = peer_->receive(bytes);
  return size == 0 ? Attempt::would_block() : Attempt::moved(size);
}

std::size_t MemoryEnd::receive(std::span<const std::byte> bytes) noexcept {
  const std::size_t place = (first_ + count_) % room_.size();
  const std::size_t size = std::min({bytes.size(), room_.size() - count_, room_.size() - place});
  if (size == 0) return 0;
  std::memcpy(room_.data() + place, bytes.data(), size);
  count_ += size;
  notify_readable();
  return size;
}

Attempt MemoryEnd::finish_writing() noexcept {
  if (was_reset_) return Attempt::failed(Error::os(ECONNRESET));
  has_finished_ = true;
  if (peer_ != nullptr) {
    peer_->has_ended_ = true;
    peer_->notify_readable();
  }
  return Attempt::moved(0);
}

void MemoryEnd::close() noexcept {
  if (is_closed_) return;
  is_closed_ = true;
  if (peer_ != nullptr) peer_->lose_peer(count_ != 0 || !has_finished_);
  peer_ = nullptr;
}

/// What has come before a reset can still be read.
void MemoryEnd::lose_peer(bool resets) noexcept {
  peer_ = nullptr;
  has_ended_ = true;
  was_reset_ = resets;
  notify_readable();
  notify_writable();
}

}  // namespace uasyncio
