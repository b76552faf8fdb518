// SPDX-License-Identifier: MIT
// The one writer for all devices, while it is open: a queue of its own for `write`, and behind it
// those who wait in `awrite` with bytes of their own. All goes out in that order, moved on by the
// device's news and not by the tasks. A write that is cancelled in the middle must not tear a
// message, so its rest is queued. How a writer ends is in writer_end.cpp.
#include "uasyncio/stream/writer.hpp"

#include "uasyncio/stream/step_budget.hpp"
#include "uasyncio/stream/tls_error.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace uasyncio {

using detail::ConstBytes;
using detail::StepBudget;
using detail::WriteAwaiter;
using detail::WriteLinesAwaiter;

StreamWriter::StreamWriter(Device& device, detail::MutableBytes buffer) noexcept
    : Listener(&on_news), device_(&device), buffer_(buffer) {
  device.listen(Interest::write, this);
}

StreamWriter::~StreamWriter() {
  stop_timer();
  while (turns_.first != nullptr) take_out(*turns_.first);
  if (device_ == nullptr) return;
  device_->listen(Interest::write, nullptr);
  if (state_ == State::reading_off) device_->listen(Interest::read, nullptr);
  device_->close_and_tell();
}

Error StreamWriter::error() const noexcept {
  if (failure_.has_failed()) {
    Error error = failure_.error();
    switch (error.kind) {
      case ErrorKind::runtime:
        return Error::runtime("the stream is torn: a write was cancelled in the middle");
      case ErrorKind::timeout: return Error::timeout("the stream could not be closed in time");
#if UASYNCIO_HOSTED || UASYNCIO_MBEDTLS
      case ErrorKind::os: return detail::in_words(error);
#endif
      default: return error;
    }
  }
  switch (state_) {
    case State::open: return Error::none;
    case State::finishing:
    case State::finished: return Error::os(EPIPE, "the stream has finished writing");
    default: return Error::os(EBADF, "the stream is closed");
  }
}

// --- Plain writing ------------------------------------------------------------------------------

bool StreamWriter::write(ConstBytes bytes) noexcept {
  if (!can_write() || turns_.first != nullptr || bytes.size() > room()) return false;
  const bool was_empty = begin_ == end_;
  std::size_t sent = 0;
  if (was_empty && !bytes.empty()) sent = send_once({&bytes, 1}, bytes.size());
  if (!failure_.has_moved()) return false;
  append(bytes.subspan(sent));
  if (was_empty && begin_ != end_ && sent != 0) pump();  // until it would block
  return failure_.has_moved();
}

/// False without room.
bool StreamWriter::append(std::span<const std::byte> bytes) noexcept {
  if (bytes.size() > room()) return false;
  if (bytes.empty()) return true;
  if (bytes.size() > buffer_.size() - end_) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, queued());
    end_ -= begin_;
    begin_ = 0;
  }
  std::memcpy(buffer_.data() + end_, bytes.data(), bytes.size());
  end_ += detail::buffer_size(bytes.size());
  return true;
}

// --- awrite -------------------------------------------------------------------------------------

/// True if it is complete at once.
bool StreamWriter::start(WriteAwaiter& write) noexcept {
  if (!can_write()) return false;
  if (!StepBudget::has_some()) {
    write.must_be_told_ = true;
    return false;
  }
  return is_empty() && send(write);
}

void StreamWriter::suspend(WriteAwaiter& write, kernel::Frame* waiting) noexcept {
  kernel::Scheduler* const scheduler = kernel::Scheduler::running();
  StepBudget::renew();
  if (!can_write()) {
    scheduler->fail(error(), waiting);
    return;
  }
  write.is_listed_ = true;
  write.task_ = scheduler->current();
  (turns_.first == nullptr ? turns_.first : turns_.last->next_) = &write;
  turns_.last = &write;
  scheduler->wait_in(turns_.senders, waiting, kernel::State::listed_outside);
  if (write.must_be_told_) device_->tell_soon(Interest::write);
}

/// Takes it out of the list.
void StreamWriter::take_out(WriteAwaiter& write) noexcept {
  write.is_listed_ = false;
  WriteAwaiter* before = nullptr;
  for (WriteAwaiter* each = turns_.first; each != &write; each = each->next_) before = each;
  (before == nullptr ? turns_.first : before->next_) = write.next_;
  if (turns_.last == &write) turns_.last = before;
}

/// It is over: its task goes on, or fails, unless it was cancelled.
void StreamWriter::let_go(WriteAwaiter& write, const Error& error) noexcept {
  take_out(write);
  kernel::TaskHeader* const task = write.task_;
  const bool waits =
      task->state == kernel::State::listed_outside && task->waits_on.list == &turns_.senders;
  if (!waits) return;
  kernel::remove(turns_.senders, task);
  if (error) {
    task->scheduler->make_ready_failing(task, error);
  } else {
    task->scheduler->make_ready(task);
  }
}

/// It was cancelled: what has begun goes on from the queue.
void StreamWriter::withdraw(WriteAwaiter& write) noexcept {
  take_out(write);
  if (write.has_begun_ && failure_.has_moved() && !keep_rest(write)) fail(Error::runtime);
  // Who has waited behind it, a drain or a half close, need not wait for room any more.
  const bool is_awaited = !turns_.senders.empty() || state_ == State::finishing;
  const bool can_tell = device_ != nullptr && kernel::Scheduler::running() != nullptr;
  if (is_empty() && is_awaited && can_tell) device_->tell_soon(Interest::write);
}

bool StreamWriter::keep_rest(WriteAwaiter& write) noexcept {
  std::size_t size = write.rest_.size();
  std::span<const ConstBytes> pieces;
  if (write.has_more_) pieces = static_cast<WriteLinesAwaiter&>(write).pieces_;
  for (const ConstBytes& piece : pieces) size += piece.size();
  if (size > room()) return false;
  append(write.rest_);
  for (const ConstBytes& piece : pieces) append(piece);
  return true;
}

// --- Sending ------------------------------------------------------------------------------------

/// One try. How many bytes the device took; 0 if it would block, or has failed.
std::size_t StreamWriter::send_once(std::span<const ConstBytes> pieces, std::size_t size) noexcept {
  const Attempt attempt = device_->write_or_listen(pieces);
  if (attempt.is_would_block()) return 0;
  if (attempt.has_moved() && attempt.count() <= size) return attempt.count();
  if (attempt.has_failed()) {
    fail(attempt.error());
  } else {
    fail(Error::os(attempt.is_end() ? EPIPE : EIO));  // more than it was given: its mistake
  }
  return 0;
}

/// Sends what is queued. True if nothing is left.
bool StreamWriter::send_queue() noexcept {
  while (begin_ != end_) {
    const ConstBytes bytes(buffer_.part(begin_, queued()));
    const std::size_t sent = send_once({&bytes, 1}, bytes.size());
    if (sent == 0) return false;
    begin_ += detail::buffer_size(sent);
  }
  begin_ = end_ = 0;
  return true;
}

/// Sends from the caller's memory. True if all of it is sent.
bool StreamWriter::send(WriteAwaiter& write) noexcept {
  std::size_t sent_here = 0;
  while (!write.rest_.empty() || next_piece(write)) {
    if (sent_here >= StepBudget::bytes_in_a_step) {
      write.must_be_told_ = true;
      return false;
    }
    const std::size_t sent = write.has_more_ ? send_pieces(write) : send_rest(write);
    if (sent == 0) return false;
    write.has_begun_ = true;
    sent_here += sent;
  }
  StepBudget::spend(sent_here);
  return true;
}

/// Goes on with the next piece that is not empty. False if there is none.
bool StreamWriter::next_piece(WriteAwaiter& write) noexcept {
  if (!write.has_more_) return false;
  std::span<const ConstBytes>& more = static_cast<WriteLinesAwaiter&>(write).pieces_;
  while (write.rest_.empty() && !more.empty()) {
    write.rest_ = more.front();
    more = more.subspan(1);
  }
  return !write.rest_.empty();
}

/// One try with what is one piece. How many bytes the device took.
std::size_t StreamWriter::send_rest(WriteAwaiter& write) noexcept {
  const ConstBytes bytes(write.rest_);
  const std::size_t sent = send_once({&bytes, 1}, bytes.size());
  write.rest_ = write.rest_.subspan(sent);
  return sent;
}

/// The same with the next few pieces.
std::size_t StreamWriter::send_pieces(WriteAwaiter& write) noexcept {
  constexpr std::size_t pieces_at_once = 8;
  std::span<const ConstBytes>& more = static_cast<WriteLinesAwaiter&>(write).pieces_;
  ConstBytes pieces[pieces_at_once];
  pieces[0] = write.rest_;
  std::size_t count = 1;
  std::size_t size = write.rest_.size();
  for (std::size_t index = 0; index != more.size() && count != pieces_at_once; ++index) {
    pieces[count++] = more[index];
    size += more[index].size();
  }
  const std::size_t sent = send_once({pieces, count}, size);
  std::size_t left = sent;
  while (left > write.rest_.size()) {
    left -= write.rest_.size();
    write.rest_ = more.front();
    more = more.subspan(1);
  }
  write.rest_ = write.rest_.subspan(left);
  return sent;
}

/// Sends as much as the device takes, in order, and goes on with what comes after.
void StreamWriter::pump() noexcept {
  while (failure_.has_moved() && state_ <= State::closing) {
    if (!send_queue()) return;
    if (!has_turns()) {
      if (!is_timed_) turns_.senders.wake_all();
      go_on_ending();
      return;
    }
    WriteAwaiter& write = *turns_.first;
    write.must_be_told_ = false;
    if (!send(write)) {
      if (write.must_be_told_) device_->tell_soon(Interest::write);
      return;
    }
    let_go(write, Error::none);
  }
}

}  // namespace uasyncio
