// SPDX-License-Identifier: MIT
// StreamWriter: bytes to any device, and its orderly end.
#pragma once

#include "uasyncio/core/sleep.hpp"
#include "uasyncio/stream/device.hpp"
#include "uasyncio/stream/stream_buffer.hpp"
#include "uasyncio/stream/write_awaiters.hpp"
#include "uasyncio/stream/writer_waits.hpp"

namespace uasyncio {

class StreamReader;
class StreamWriter;

namespace detail {
/// Takes their device away from a reader and a writer, which are closed by that; it is not. Null,
/// and nothing changes, if they cannot be written any more, or a byte is queued, or was read ahead,
/// or a task is at it: `error` says why.
Device* take_device(StreamReader& reader, StreamWriter& writer, Error& error) noexcept;
}  // namespace detail

/// Writes to a device through a queue in a buffer of the caller's. Nothing is allocated, waiting
/// included. What is queued goes out by itself. Bytes go out in the order of the calls; those of
/// one call are never mixed with those of another.
///
/// A send that fails shows at the next operation, and at each one after that: OSError. After
/// `close`, and if its device has gone, they fail with OSError (EBADF), after `finish_writing` with
/// OSError (EPIPE). Destroying a writer aborts its stream; tasks that wait for it are reported and
/// end cancelled. Device and buffer must outlive it. For tasks of one loop. Not movable.
class StreamWriter : Listener, detail::WriterWaits {
 public:
  /// `buffer` bounds what can be queued, at 4 GiB at the most; it may be empty: then there is only
  /// `awrite`.
  StreamWriter(Device& device, detail::MutableBytes buffer) noexcept;
  ~StreamWriter();
  StreamWriter(const StreamWriter&) = delete;
  StreamWriter& operator=(const StreamWriter&) = delete;

  /// Sends or queues all of the bytes, or none: false if there is no room for them in the queue,
  /// if a task is in the middle of `awrite`, and if it cannot be written any more (see `error`).
  /// Never suspends. In the loop's thread, while the loop runs.
  [[nodiscard("false: nothing was written")]] bool write(detail::ConstBytes bytes) noexcept;

  /// Suspends until the device has taken all of the bytes, in any number, from where they are:
  /// `bytes` must live until the await is over. At once if it can. Writers take turns in the order
  /// of their calls. After 64 operations or 64 KB in one step of a task the next one lets the
  /// others run first.
  ///
  /// Cancelled or out of time, nothing was sent; or, once it had begun, the rest is queued and goes
  /// out: bytes that the buffer could hold are sent whole or not at all. If the rest does not fit,
  /// the stream is torn: each later operation fails with RuntimeError. From a task, as all that is
  /// awaited.
  [[nodiscard("co_await it: without that nothing is written")]]
  detail::WriteAwaiter awrite(detail::ConstBytes bytes) noexcept {
    return detail::WriteAwaiter(*this, bytes);
  }
  /// The same of several pieces in a row, gathered by a device that can. The array of pieces must
  /// live until the await is over, too.
  [[nodiscard("co_await it: without that nothing is written")]]
  detail::WriteLinesAwaiter writelines(std::span<const detail::ConstBytes> pieces) noexcept {
    return detail::WriteLinesAwaiter(*this, pieces);
  }

  /// Suspends until the device has taken all that was queued. Any number of tasks may. Cancelled,
  /// the bytes stay queued.
  [[nodiscard("co_await it: without that nobody waits")]]
  detail::DrainAwaiter drain() noexcept {
    return detail::DrainAwaiter(*this);
  }

  /// Half close: once everything before it is sent, the peer is told that no more comes. It may
  /// still send. Does nothing the second time. Never suspends, as the next two.
  void finish_writing() noexcept;
  /// Ends the stream in order: tasks that wait for it fail with OSError (EBADF), as all operations
  /// do from here on, those of the reader too. What was queued is sent, the peer is told that no
  /// more comes, what it still sends is read and dropped, at most 256 KB, so that no reset destroys
  /// what it has not read yet; then the device is closed. If all that has not ended within the
  /// close limit, the stream is aborted.
  void close() noexcept;
  /// Ends the stream at once: what is queued is lost, and the peer may see a reset.
  void abort() noexcept;
  /// Suspends until the stream is closed. Fails if not everything could be sent: with the error of
  /// the send, TimeoutError after the close limit, OSError (EBADF) after `abort`. Cancelled, the
  /// close goes on. Any number of tasks may.
  [[nodiscard("co_await it: without that nobody waits")]]
  detail::ClosedAwaiter wait_closed() noexcept {
    return detail::ClosedAwaiter(*this);
  }

  /// How long `close` may take, 10 s if nothing is said. Before `close`.
  template <std::integral Count>
  void set_close_limit_ms(Count limit) noexcept {
    if (!is_closing()) close_limit_ms_ = detail::clamp_milliseconds(limit);
  }

  /// Why nothing can be written any more; Error::none if it can. From the loop's thread.
  Error error() const noexcept;
  /// How many bytes are queued, and for how many there is room.
  std::size_t queued() const noexcept { return end_ - begin_; }
  std::size_t room() const noexcept { return buffer_.size() - queued(); }
  bool is_closing() const noexcept { return state_ >= State::closing; }
  /// A fact about the device as text, "" if there is none of that name: "peername". Written into
  /// `room`, or longer-lived.
  std::string_view get_extra_info(std::string_view name, std::span<char> room) noexcept {
    return device_ == nullptr ? std::string_view() : device_->extra_info(name, room);
  }

 private:
  friend Device* detail::take_device(StreamReader& reader, StreamWriter& writer,
                                     Error& error) noexcept;
  friend class detail::WriteAwaiter;
  friend class detail::DrainAwaiter;
  friend class detail::ClosedAwaiter;

  enum class State : std::uint8_t {
    open,
    finishing,  // everything before finish_writing goes out
    finished,   // the peer was told
    closing,    // everything goes out
    reading_off,
    closed,
  };
  bool start(detail::WriteAwaiter& write) noexcept;
  void suspend(detail::WriteAwaiter& write, kernel::Frame* waiting) noexcept;
  void withdraw(detail::WriteAwaiter& write) noexcept;
  void take_out(detail::WriteAwaiter& write) noexcept;
  void let_go(detail::WriteAwaiter& write, const Error& error) noexcept;
  bool keep_rest(detail::WriteAwaiter& write) noexcept;
  bool is_drained() const noexcept;
  void drain(kernel::Frame* waiting) noexcept;
  bool has_closed_well() const noexcept { return state_ == State::closed && failure_.has_moved(); }
  void wait_closed(kernel::Frame* waiting) noexcept;
  bool can_write() const noexcept { return state_ == State::open && failure_.has_moved(); }
  bool is_empty() const noexcept { return begin_ == end_ && !has_turns(); }

  bool append(std::span<const std::byte> bytes) noexcept;
  bool send_queue() noexcept;
  bool send(detail::WriteAwaiter& write) noexcept;
  bool next_piece(detail::WriteAwaiter& write) noexcept;
  std::size_t send_rest(detail::WriteAwaiter& write) noexcept;
  std::size_t send_pieces(detail::WriteAwaiter& write) noexcept;
  std::size_t send_once(std::span<const detail::ConstBytes> pieces, std::size_t size) noexcept;
  void pump() noexcept;
  void go_on_ending() noexcept;
  void read_off() noexcept;
  void refuse_waiting(const Error& error) noexcept;
  void fail(const Error& error) noexcept;
  void abort_with(const Error& error) noexcept;
  void close_device() noexcept;
  void tell_closers() noexcept;
  static void on_news(Listener& listener, News news) noexcept;
  static void on_limit(kernel::CallbackTimer* timer) noexcept;

  State state_ = State::open;    // first, in a gap of the base, as the next
  detail::KeptAttempt failure_;  // why nothing can be sent any more
  Device* device_;
  [[no_unique_address]] detail::StreamBuffer buffer_;  // its last bytes are free for the next
  detail::BufferSize begin_ = 0;                       // of what is queued
  detail::BufferSize end_ = 0;
  union {
    std::uint32_t close_limit_ms_ = 10'000;
    std::uint32_t left_to_read_off_;  // bytes, once the timer runs
  };
  kernel::WaitList closers_{"StreamWriter.wait_closed"};
};

/// A writer with a queue of `size` bytes inside.
template <std::size_t size>
class BufferedWriter : public StreamWriter {
 public:
  explicit BufferedWriter(Device& device) noexcept : StreamWriter(device, room_) {}

 private:
  std::byte room_[size];
};

}  // namespace uasyncio
