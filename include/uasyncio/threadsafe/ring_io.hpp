// SPDX-License-Identifier: MIT
// RingIO: a stream of bytes between interrupts, threads and tasks.
#pragma once

#include "uasyncio/core/bytes.hpp"
#include "uasyncio/core/coro.hpp"
#include "uasyncio/kernel/doorbell.hpp"
#include "uasyncio/threadsafe/exclusive_section.hpp"

#include <cstddef>
#include <span>

namespace uasyncio {

/// What a RingIO is, whatever its size. Buffers are referred to and must live until the await is
/// over; they are spans, arrays or other rows of bytes or characters. What is awaited is for tasks
/// of one loop, suspends until it can go on, and fails with MemoryError without room in the frame
/// pool; everything else is from anywhere and does not wait.
class RingIOBase : private kernel::Doorbell {
 public:
  /// How many bytes can be read.
  std::size_t any() noexcept;
  /// Adds as many of the bytes as there is room for, from the first on, and says how many that
  /// were. No other write gets in between. Interrupts are masked while they are copied, on a
  /// microcontroller: keep pieces short. None is added after `close`. Wakes a sleeping loop if a
  /// task waits for it.
  std::size_t write(detail::ConstBytes bytes) noexcept;
  /// Takes as many bytes as are there and as `buffer` has room for, and says how many that were.
  /// Interrupts are masked for up to 32 bytes at a time.
  std::size_t readinto(detail::MutableBytes buffer) noexcept;
  /// No more bytes are added: who reads gets what is there, and then the end.
  void close() noexcept;

  /// Suspends until there are bytes, and takes as many as are there and fit: at least one, or 0 at
  /// the end. Tasks that read have their turns in the order in which they began to wait. Cancelling
  /// loses no bytes.
  [[nodiscard("co_await it: without that nothing is read")]]
  Coro<std::size_t> read(detail::MutableBytes buffer);
  /// Reads until the buffer is full. EOFError if the end comes before. Bytes that were read before
  /// that, or before a cancel, are gone. What several tasks read so at a time gets mixed up.
  [[nodiscard("co_await it: without that nothing is read")]]
  Coro<> read_exactly(detail::MutableBytes buffer);
  /// Reads up to and including the next newline, or until the buffer is full, or up to the end;
  /// gives the number of bytes, which is 0 only at the end. Bytes that were read before a cancel
  /// are gone; what several tasks read so at a time gets mixed up.
  [[nodiscard("co_await it: without that nothing is read")]]
  Coro<std::size_t> readline(detail::MutableBytes buffer);
  /// Writes all of the bytes, waiting for room as needed. EOFError after `close`. What several
  /// tasks write so at a time may get mixed up. After a cancel a part may have been written.
  [[nodiscard("co_await it: without that nothing is written")]]
  Coro<> write_all(detail::ConstBytes bytes);

 protected:
  RingIOBase(std::byte* room, std::size_t capacity) noexcept;
  ~RingIOBase();

 private:
  /// The waiters of one side: for bytes, or for room. One of them at a time is woken.
  struct Side : kernel::GivingList {
    Side(const char* what, RingIOBase& its_ring) noexcept
        : kernel::GivingList(what, &is_back), ring(its_ring) {}
    static void is_back(kernel::HandOver* giver) noexcept;
    bool has_nobody() const noexcept { return empty() && given == 0; }

    RingIOBase& ring;
    bool must_ring = false;  // somebody waits for more; guarded by exclusion_
  };
  class [[nodiscard("co_await it: without that nobody waits")]] Turn {
   public:
    explicit Turn(Side& side) noexcept : side_(&side) {}
    bool await_ready() const noexcept {
      return side_->has_nobody() && side_->ring.can_go_on(*side_);
    }
    void await_suspend(std::coroutine_handle<> awaiting) const noexcept {
      side_->ring.wait_in(*side_, detail::frame_of(awaiting));
    }
    void await_resume() const noexcept {}

   private:
    Side* side_;
  };

  std::size_t place_after(std::size_t place, std::size_t steps) const noexcept {
    place += steps;
    return place < capacity_ ? place : place - capacity_;  // dividing takes long on a Cortex-M0
  }
  bool can_go_on(Side& side) noexcept;
  bool is_closed() noexcept;
  std::size_t take(std::span<std::byte> buffer, bool is_line) noexcept;
  std::size_t take_piece(std::span<std::byte> buffer, bool is_line) noexcept;
  void serve(Side& side) noexcept;
  static void on_ring(kernel::Signal& signal) noexcept;

  std::byte* room_;
  std::size_t capacity_;
  Exclusion exclusion_;  // guards the next three, and the bytes
  std::size_t first_ = 0;
  std::size_t count_ = 0;
  bool is_closed_ = false;
  Side readers_{"RingIO.read", *this};
  Side writers_{"RingIO.write", *this};
};

/// A ring of N bytes. Not movable; must outlive whatever uses it. Its destructor cancels the tasks
/// that wait.
template <std::size_t N>
class RingIO : public RingIOBase {
  static_assert(N > 0, "a ring holds at least one byte");

 public:
  RingIO() noexcept : RingIOBase(room_, N) {}

 private:
  std::byte room_[N];
};

}  // namespace uasyncio
