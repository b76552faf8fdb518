// SPDX-License-Identifier: MIT
// StreamReader: bytes, lines and records from any device.
//
// Whatever a read gives is a view into the reader's buffer, valid until the next read begins.
// A read that is cancelled, or runs out of time, has taken nothing: a repeat goes on where it was.
#pragma once

#include "uasyncio/port/length.hpp"
#include "uasyncio/stream/delimiter.hpp"
#include "uasyncio/stream/device.hpp"
#include "uasyncio/stream/read_awaiters.hpp"
#include "uasyncio/stream/read_until_idle.hpp"
#include "uasyncio/stream/stream_buffer.hpp"
#include "uasyncio/stream/transfer.hpp"

namespace uasyncio {

class StreamReader;
class StreamWriter;

namespace detail {
Device* take_device(StreamReader& reader, StreamWriter& writer,  // stream/writer.hpp
                    Error& error) noexcept;
}

/// Reads from a device into a buffer of the caller's. Nothing is allocated, waiting included.
///
/// What is there already is given at once, without suspending; after 64 operations on streams or
/// 64 KB in one step of a task the next one lets the others run first.
///
/// One task reads at a time: a second one fails at once with RuntimeError, and the first one does
/// not notice. A reader that was closed by its writer, or whose device has gone, fails with OSError
/// (EBADF). One that is destroyed while a task reads is reported, and that task ends cancelled.
/// Device and buffer must outlive it. All operations are for tasks of one loop. Not movable.
class StreamReader : Listener, kernel::GivingList {
  template <detail::ReadWish::Kind kind>
  using Read = detail::ReadCount<kind>;

 public:
  /// `buffer` bounds the lines and records that can be read, at 4 GiB at the most. Without one a
  /// Transfer can be filled, and each other read fails with ValueError.
  StreamReader(Device& device, detail::MutableBytes buffer) noexcept;
  ~StreamReader();

  /// Suspends until something has come, and gives what is there, at most `limit` bytes; an empty
  /// view at the end. Fails as the device does: OSError. From a task, as all that is awaited.
  [[nodiscard("co_await it: without that nothing is read")]]
  Read<detail::ReadWish::Kind::some> read(std::size_t limit = ~std::size_t{0}) noexcept {
    return {*this, limit};
  }

  /// The same into memory of the caller's, past the buffer where that is empty. Gives the number of
  /// bytes, 0 at the end. `memory` must live until the read is over.
  [[nodiscard("co_await it: without that nothing is read")]]
  detail::ReadInto readinto(detail::MutableBytes memory) noexcept {
    return {*this, memory};
  }

  /// Exactly so many bytes. ValueError if the buffer holds fewer: use a Transfer.
  /// IncompleteReadError if the stream ends before; what has come stays readable.
  [[nodiscard("co_await it: without that nothing is read")]]
  Read<detail::ReadWish::Kind::exactly> readexactly(std::size_t count) noexcept {
    return {*this, count};
  }

  /// Fills `transfer`. After a failure, a cancel or a time-out `transfer.done()` says how far it
  /// is, and the same read can be awaited again. IncompleteReadError if the stream ends before.
  [[nodiscard("co_await it: without that nothing is read")]]
  detail::ReadTransfer readexactly(Transfer& transfer) noexcept {
    return {*this, transfer};
  }

  /// Up to and including the delimiter, which may come in parts. LimitOverrunError if the buffer is
  /// full without it: nothing is lost, `skip_until` goes on behind it. IncompleteReadError if the
  /// stream ends before; what has come stays readable.
  [[nodiscard("co_await it: without that nothing is read")]]
  detail::ReadUntil readuntil(Delimiter delimiter = '\n') noexcept {
    return {*this, delimiter};
  }

  /// A line with its newline. The last one may lack it; an empty view at the end.
  /// LimitOverrunError if it is longer than the buffer: nothing is lost, and `skip_line` drops it.
  [[nodiscard("co_await it: without that nothing is read")]]
  detail::ReadKind<detail::ReadWish::Kind::line> readline() noexcept {
    return detail::ReadKind<detail::ReadWish::Kind::line>(*this);
  }

  /// The same, nothing at the end:  while (auto line = co_await reader.next()) use(*line);
  [[nodiscard("co_await it: without that nothing is read")]]
  detail::ReadNext next() noexcept {
    return detail::ReadNext(*this);
  }

  /// Waits until something has come and then nothing for so many milliseconds, and gives all of it;
  /// at once when the buffer is full. An empty view at the end. An error that comes behind bytes is
  /// that of the next read. Cancelled, nothing is taken. For what has no other end: answers on a
  /// serial line.
  [[nodiscard("co_await it: without that nothing is read")]]
  detail::ReadUntilIdle read_until_idle(Milliseconds idle) noexcept {
    return detail::ReadUntilIdle(*this, idle.duration());
  }

  /// Drops everything up to and including the delimiter. False if the stream ends before. What was
  /// dropped before a cancel stays so, and a repeat goes on.
  [[nodiscard("co_await it: without that nothing is dropped")]]
  detail::SkipUntil skip_until(Delimiter delimiter) noexcept {
    return {*this, delimiter};
  }
  [[nodiscard("co_await it: without that nothing is dropped")]]
  detail::SkipUntil skip_line() noexcept {
    return {*this, '\n'};
  }

  /// All that comes until the end. LimitOverrunError if it is more than the buffer holds: nothing
  /// is lost.
  [[nodiscard("co_await it: without that nothing is read")]]
  detail::ReadKind<detail::ReadWish::Kind::all> read_until_eof() noexcept {
    return detail::ReadKind<detail::ReadWish::Kind::all>(*this);
  }

  /// For parsers: suspends until `count` bytes are there, and gives all that is, without taking it.
  /// Fewer only at the end. ValueError if the buffer holds fewer.
  [[nodiscard("co_await it: without that nothing is read")]]
  Read<detail::ReadWish::Kind::peek> peek(std::size_t count = 1) noexcept {
    return {*this, count};
  }
  /// Takes bytes that were peeked at, at most what is there. Does nothing while a task reads. In
  /// the loop's thread, as the next three; never suspends.
  void consume(std::size_t count) noexcept;

  /// How many bytes are there to be taken at once.
  std::size_t available() const noexcept { return end_ - begin_; }
  /// The stream has ended, and all of it was read.
  bool at_eof() const noexcept { return stopped_.is_end() && begin_ == end_; }
  /// Whether a task reads.
  bool is_busy() const noexcept { return !empty() || given != 0; }

 private:
  friend Device* detail::take_device(StreamReader& reader, StreamWriter& writer,
                                     Error& error) noexcept;
  friend class detail::ReadAwaiter;
  friend class detail::ReadInto;

  /// How far the operation of the task that reads is.
  enum class Progress : std::uint8_t {
    complete,       // count_ bytes are its result
    waits,          // for the device
    postponed,      // it could go on, after the others
    needs_more,     // of the bytes that are there, see check()
    limit_overrun,  // the rest fail
    incomplete,
    too_many,
    bad_delimiter,
    stopped,
  };

  bool start(const detail::ReadWish& wish) noexcept;
  bool start_count(detail::ReadWish::Kind kind, std::size_t count) noexcept;
  bool begin() noexcept;
  void suspend(kernel::Frame* waiting) noexcept;
  std::string_view take() noexcept;
  std::size_t take_into(std::span<std::byte> memory) noexcept;
  bool start_into(std::span<std::byte> memory) noexcept;

  Progress go_on(Progress progress) noexcept;
  Progress check() noexcept;
  Progress check_delimiter() noexcept;
  Progress check_judged() noexcept;
  Progress check_transfer() noexcept;
  Progress progress_at_stop() noexcept;
  bool is_full() const noexcept { return begin_ == 0 && end_ == buffer_.size(); }
  /// There is more than the buffer holds.
  bool is_exceeded() const noexcept { return has_spare_ && is_full(); }
  Attempt try_device(std::span<std::byte> room) noexcept;
  Attempt fill() noexcept;
  std::span<std::byte> room_here() noexcept;
  Attempt accept(Attempt attempt, std::size_t asked) noexcept;
  Error error_of(Progress progress) noexcept;
  void step() noexcept;
  void take_step(Progress progress) noexcept;
  void shut() noexcept;
  static void on_news(Listener& listener, News news) noexcept;
  static void on_take_back(kernel::HandOver*) noexcept {}  // nothing has been taken yet

  Progress progress_ = Progress::complete;  // first, in a gap of the base
  bool is_closed_ = false;
  bool has_spare_ = false;
  std::byte spare_{};  // read beyond a full buffer, to know whether that is all
  Device* device_;
  [[no_unique_address]] detail::StreamBuffer buffer_;  // its last bytes are free for the next
  detail::BufferSize begin_ = 0;                       // of what has come and was not taken
  detail::BufferSize end_ = 0;
  detail::BufferSize count_ = 0;  // the result of a complete operation
  detail::ReadWish wish_;
  Attempt stopped_ = Attempt::moved(0);  // or the end or error that comes after what is there
};

/// A reader with a buffer of `size` bytes inside.
template <std::size_t size>
class BufferedReader : public StreamReader {
  static_assert(size > 0, "a reader needs room for a byte");

 public:
  explicit BufferedReader(Device& device) noexcept : StreamReader(device, room_) {}

 private:
  std::byte room_[size];
};

}  // namespace uasyncio
