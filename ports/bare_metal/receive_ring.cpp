// SPDX-License-Identifier: MIT
// What a UART receives, from its interrupt to a task. Errors of the line lie in the ring between
// the bytes, as marks of one bit, so that a reader hears of each just behind the bytes before it.
// The last free place is kept for "something is missing here".
#include "ports/bare_metal/receive_ring.hpp"

#include "ports/bare_metal/interrupts.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace uasyncio::bare_metal {

unsigned ReceiveRing::put_trouble(unsigned head, std::uint32_t word) noexcept {
  if ((word & received::lost_before) != 0) head = put_mark(head, Mark::overrun);
  if ((word & (received::framing | received::line_break)) != 0) {
    ++errors_.framing;
    head = put_mark(head, Mark::framing);
  } else if ((word & received::parity) != 0) {
    ++errors_.parity;
    head = put_mark(head, Mark::parity);
  } else if ((word & received::end) != 0) {
    head = put_mark(head, Mark::end);
  } else if (head - tail_.load(std::memory_order_relaxed) >= mask_) {
    head = put_mark(head, Mark::overrun);
  } else {
    room_[head & mask_] = static_cast<std::byte>(word);
    ++head;
  }
  if ((word & received::lost_after) != 0) head = put_mark(head, Mark::overrun);
  return head;
}

unsigned ReceiveRing::put_mark(unsigned head, Mark mark) noexcept {
  const unsigned used = head - tail_.load(std::memory_order_relaxed);
  if (used >= mask_) mark = Mark::overrun;  // the last place: from here on something is missing
  if (mark == Mark::overrun) {
    ++errors_.overruns;
    const bool is_told = used != 0 && is_marked(head - 1) && mark_at(head - 1) == Mark::overrun;
    if (is_told) return head;
  }
  const unsigned place = head & mask_;
  room_[place] = static_cast<std::byte>(mark);
  marks_[place / 32] = marks_[place / 32] | 1u << place % 32;
  marks_put_.store(marks_put_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  return head + 1;
}

Attempt ReceiveRing::take(std::span<std::byte> asked) noexcept {
  const unsigned tail = tail_.load(std::memory_order_relaxed);
  const std::size_t there = head_.load(std::memory_order_acquire) - tail;
  if (there == 0) return Attempt::would_block();
  std::size_t size = std::min(there, asked.size());
  if (marks_put_.load(std::memory_order_relaxed) != marks_taken_) {
    if (is_marked(tail)) return take_mark(tail);
    unsigned bytes = 1;
    while (bytes != size && !is_marked(tail + bytes)) ++bytes;
    size = bytes;
  }
  const std::size_t place = tail & mask_;
  const std::size_t to_the_end = std::min(size, std::size_t{mask_} + 1 - place);
  std::memcpy(asked.data(), room_ + place, to_the_end);
  if (to_the_end != size) std::memcpy(&asked[to_the_end], room_, size - to_the_end);
  // The interrupt may overwrite them from here on.
  tail_.store(tail + static_cast<unsigned>(size), std::memory_order_release);
  return size == there ? Attempt::moved_all(size) : Attempt::moved(size);
}

Attempt ReceiveRing::take_mark(unsigned tail) noexcept {
  const Mark mark = mark_at(tail);
  if (mark == Mark::end) return Attempt::end();
  const unsigned place = tail & mask_;
  InterruptMask masked;  // the interrupt sets other bits of the same word
  marks_[place / 32] = marks_[place / 32] & ~(1u << place % 32);
  ++marks_taken_;
  tail_.store(tail + 1, std::memory_order_relaxed);
  switch (mark) {
    case Mark::framing: return Attempt::failed(Error::os(EPROTO));
    case Mark::parity: return Attempt::failed(Error::os(EBADMSG));
    default: return Attempt::failed(Error::os(EOVERFLOW));
  }
}

}  // namespace uasyncio::bare_metal
