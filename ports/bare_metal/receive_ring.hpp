// SPDX-License-Identifier: MIT
// ReceiveRing: the way in of a UART stream, from its interrupt to the loop. Bytes, and between them
// marks that say what went wrong there. No locks.
#pragma once

#include "uasyncio/machine/uart.hpp"
#include "uasyncio/port/atomic.hpp"
#include "uasyncio/stream/attempt.hpp"

#include "ports/bare_metal/received.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>

namespace uasyncio::bare_metal {

/// Holds one byte fewer than its room: the last place is for the mark that says that bytes are lost
/// from there on. So an overflow is told in order, and once. A mark takes the place of a bad byte.
/// The ring is full or empty by counters that never turn back, so that no place is wasted on that.
class ReceiveRing {
 public:
  static constexpr std::size_t words_of_marks(std::size_t size) noexcept {
    return (size + 31) / 32;
  }

  /// The size of `room` is a power of two; `marks` has a bit for each of its bytes, none of them
  /// set. Both must live as long as the ring.
  constexpr ReceiveRing(std::span<std::byte> room, std::uint32_t* marks) noexcept
      : room_(room.data()), marks_(marks), mask_(static_cast<unsigned>(room.size()) - 1) {}
  ReceiveRing(const ReceiveRing&) = delete;
  ReceiveRing& operator=(const ReceiveRing&) = delete;

  // --- In the interrupt, or while it is masked --------------------------------------------------

  /// Takes from the chip what it has: `chip.receive()` until that gives `received::nothing`, or, if
  /// `chip.stops_when_full()`, until there is no room for a byte. True if something was put.
  template <class Chip>
  bool fill(Chip& chip) noexcept {
    const unsigned first = head_.load(std::memory_order_relaxed);
    unsigned head = first;
    // Copies: for all that the compiler knows, a byte that is put could change the members.
    std::byte* const room = room_;
    const unsigned mask = mask_;
    const unsigned full = tail_.load(std::memory_order_relaxed) + mask;
    for (;;) {
      std::uint32_t word;
      if (static_cast<int>(full - head) > 0) {
        do {
          word = chip.receive();
          if (word > 0xFF) break;
          room[head & mask] = static_cast<std::byte>(word);
        } while (++head != full);
        if (word <= 0xFF) continue;
      } else {
        if (chip.stops_when_full()) break;
        word = chip.receive();
      }
      if (word == received::nothing) break;
      head = put_trouble(head, word);
    }
    head_.store(head, std::memory_order_release);  // the bytes, and then their number
    return head != first;
  }

  /// There is no room for a byte.
  bool is_full() const noexcept { return count() >= mask_; }

  // --- In the loop ------------------------------------------------------------------------------

  /// Bytes up to the next mark, the end of the room or as many as asked for; or the error of a
  /// mark, once; or the end, ever after.
  Attempt take(std::span<std::byte> asked) noexcept;

  /// How many bytes and marks wait.
  std::size_t count() const noexcept {
    return head_.load(std::memory_order_relaxed) - tail_.load(std::memory_order_relaxed);
  }
  const machine::UartErrors& errors() const noexcept { return errors_; }

 private:
  enum class Mark : std::uint8_t { overrun, framing, parity, end };

  unsigned put_trouble(unsigned head, std::uint32_t word) noexcept;
  unsigned put_mark(unsigned head, Mark mark) noexcept;
  Attempt take_mark(unsigned tail) noexcept;
  bool is_marked(unsigned place) const noexcept {
    return (marks_[(place & mask_) / 32] >> (place & mask_) % 32 & 1) != 0;
  }
  Mark mark_at(unsigned place) const noexcept { return static_cast<Mark>(room_[place & mask_]); }

  std::byte* room_;
  std::uint32_t* marks_;  // a bit for each place that holds a mark
  unsigned mask_;
  detail::Atomic<unsigned> head_{0};  // how many were put, of bytes and marks; by the interrupt
  detail::Atomic<unsigned> tail_{0};  // and taken; by the loop
  detail::Atomic<unsigned> marks_put_{0};
  unsigned marks_taken_ = 0;
  machine::UartErrors errors_;
};

}  // namespace uasyncio::bare_metal
