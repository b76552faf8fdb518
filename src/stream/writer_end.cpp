// SPDX-License-Identifier: MIT
// Of stream/writer.hpp: how a stream ends, in order, at once, or by a failure.
#include "uasyncio/stream/writer.hpp"

#include "uasyncio/stream/step_budget.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

namespace uasyncio {

using detail::StepBudget;
using detail::WriteAwaiter;

// --- Waiting for it -----------------------------------------------------------------------------

bool StreamWriter::is_drained() const noexcept {
  const bool can_go_on = failure_.has_moved() && state_ < State::closing;
  if (!can_go_on || !is_empty() || !StepBudget::has_some()) return false;
  StepBudget::spend(0);
  return true;
}

void StreamWriter::drain(kernel::Frame* waiting) noexcept {
  kernel::Scheduler* const scheduler = kernel::Scheduler::running();
  StepBudget::renew();
  if (!failure_.has_moved() || state_ >= State::closing) {
    scheduler->fail(error(), waiting);
    return;
  }
  scheduler->wait_in(turns_.senders, waiting, kernel::State::listed_outside);
  if (is_empty()) device_->tell_soon(Interest::write);  // it only lets the others run
}

void StreamWriter::wait_closed(kernel::Frame* waiting) noexcept {
  kernel::Scheduler* const scheduler = kernel::Scheduler::running();
  if (state_ == State::closed) {
    scheduler->fail(error(), waiting);
  } else {
    scheduler->wait_in(closers_, waiting, kernel::State::listed_outside);
  }
}

// --- In order -----------------------------------------------------------------------------------

void StreamWriter::finish_writing() noexcept {
  if (state_ != State::open) return;
  state_ = State::finishing;
  pump();
}

void StreamWriter::close() noexcept {
  if (state_ >= State::closing) return;
  // As if it were cancelled: what has begun goes out with the queue.
  const bool is_torn =
      turns_.first != nullptr && turns_.first->has_begun_ && !keep_rest(*turns_.first);
  state_ = State::closing;
  refuse_waiting(error());
  device_->tell_closed(Interest::read);
  if (is_torn) failure_ = Attempt::failed(Error::runtime);
  if (!failure_.has_moved()) {
    abort_with(failure_.error());  // a part of a message must not look like an orderly end
    return;
  }
  start_timer(from_milliseconds(close_limit_ms_), &on_limit);
  pump();
}

/// Everything is sent: tells the peer, and closes if that is wanted.
void StreamWriter::go_on_ending() noexcept {
  constexpr std::uint32_t most_to_read_off = 256 * 1024;
  if (state_ != State::finishing && state_ != State::closing) return;
  const Attempt attempt = device_->finish_or_listen();
  if (attempt.is_would_block()) return;
  if (attempt.has_failed()) {
    fail(attempt.error());
  } else if (state_ == State::finishing) {
    state_ = State::finished;
  } else if (attempt.is_end()) {
    close_device();
  } else {
    state_ = State::reading_off;
    left_to_read_off_ = most_to_read_off;
    device_->listen(Interest::read, this);
    read_off();
  }
}

/// The peer may still send. To close with unread bytes would reset the connection, and with that
/// destroy what the peer has not read yet.
void StreamWriter::read_off() noexcept {
  std::byte few[16];
  const std::span<std::byte> room = buffer_.empty() ? std::span<std::byte>(few) : buffer_.all();
  std::size_t read_here = 0;
  while (left_to_read_off_ != 0) {
    if (read_here >= StepBudget::bytes_in_a_step) {
      device_->tell_soon(Interest::read);
      return;
    }
    const Attempt attempt = device_->read_or_listen(room);
    if (attempt.is_would_block()) return;
    if (!attempt.has_moved()) break;
    read_here += attempt.count();
    left_to_read_off_ -=
        static_cast<std::uint32_t>(std::min(attempt.count(), std::size_t{left_to_read_off_}));
  }
  close_device();
}

void StreamWriter::close_device() noexcept {
  state_ = State::closed;
  stop_timer();
  device_->close_and_tell();
  tell_closers();
}

void StreamWriter::tell_closers() noexcept {
  if (failure_.has_moved()) {
    closers_.wake_all();
  } else {
    closers_.fail_all(error());
  }
}

// --- Not in order -------------------------------------------------------------------------------

void StreamWriter::abort() noexcept { abort_with(Error::os(EBADF)); }

void StreamWriter::abort_with(const Error& error) noexcept {
  if (state_ == State::closed) return;
  if (failure_.has_moved()) failure_ = Attempt::failed(error);
  begin_ = end_ = 0;
  refuse_waiting(this->error());
  close_device();
}

/// A send has failed: nothing is sent any more.
void StreamWriter::fail(const Error& error) noexcept {
  if (state_ >= State::closing) {
    abort_with(error);
    return;
  }
  failure_ = Attempt::failed(error);
  begin_ = end_ = 0;
  refuse_waiting(this->error());
}

/// Everybody who waits to write fails.
void StreamWriter::refuse_waiting(const Error& error) noexcept {
  if (is_timed_) return;  // nobody does, since it closes
  while (turns_.first != nullptr) let_go(*turns_.first, error);
  turns_.senders.fail_all(error);
}

void StreamWriter::on_limit(kernel::CallbackTimer* timer) noexcept {
  auto& writer = static_cast<StreamWriter&>(taken_from(timer));
  writer.abort_with(Error::timeout);
}

void StreamWriter::on_news(Listener& listener, News news) noexcept {
  auto& writer = static_cast<StreamWriter&>(listener);
  if (news == News::ready) {
    if (writer.state_ == State::reading_off) {
      writer.read_off();
    } else {
      writer.pump();
    }
    return;
  }
  writer.device_ = nullptr;
  if (writer.state_ == State::closed) return;
  // Somebody else has closed it.
  if (writer.failure_.has_moved()) writer.failure_ = Attempt::failed(Error::os(EBADF));
  writer.state_ = State::closed;
  writer.stop_timer();
  writer.refuse_waiting(writer.error());
  writer.tell_closers();
}

}  // namespace uasyncio
