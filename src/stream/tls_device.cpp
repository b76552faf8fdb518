// SPDX-License-Identifier: MIT
// A device that encrypts. It moves on by the news of the device below, so a handshake that has
// begun ends without a task. In TLS a read may have to write and the other way round; so news of
// one direction may be of use to the other.
#include "uasyncio/stream/tls_device.hpp"

#include "uasyncio/core/catch.hpp"
#include "uasyncio/core/fail.hpp"
#include "uasyncio/stream/tls_error.hpp"
#include "uasyncio/structured/wait_for.hpp"

#include <cerrno>

namespace uasyncio {

bool detail::is_early_end(Attempt attempt) noexcept {
  return attempt.is_end() || attempt == Attempt::failed(Error::os(TlsError::truncated));
}

Error detail::early_end() noexcept {
  return Error::os(TlsError::truncated,
                   "the peer has ended the connection in the middle of the handshake");
}

TlsDevice::TlsDevice(Device& below, std::unique_ptr<TlsEngine> engine) noexcept
    : FilterDevice(below), engine_(std::move(engine)) {}

TlsDevice::~TlsDevice() { close(); }

Coro<> TlsDevice::handshake(Milliseconds limit) {
  if (advance().is_would_block()) {
    const auto end = co_await as_result(wait_for_ms(over_.wait(), limit));
    if (!end.ok()) co_await fail(Error::timeout("the TLS handshake took too long"));
  }
  if (is_closed()) co_await fail(Error::os(EBADF, "the stream is closed"));
  if (handshake_.has_moved()) co_return;
  const Error error = engine_ == nullptr ? handshake_.error() : engine_->error();
  co_await fail(detail::in_words(error));
}

/// Moves the handshake on. What is given is how it stands.
Attempt TlsDevice::advance() noexcept {
  if (is_closed()) return Attempt::failed(Error::os(EBADF));
  if (!handshake_.is_would_block()) return handshake_;
  handshake_ =
      engine_ == nullptr ? Attempt::failed(Error::os(TlsError::unavailable)) : engine_->handshake();
  if (handshake_.is_would_block()) return handshake_;
  over_.set();
  tell_soon(Interest::read);
  tell_soon(Interest::write);
  return handshake_;
}

// --- Moving bytes -------------------------------------------------------------------------------

Attempt TlsDevice::try_read(std::span<std::byte> room) noexcept {
  Attempt attempt = advance();
  if (attempt.has_moved()) attempt = peer_has_ended_ ? Attempt::end() : engine_->try_read(room);
  if (attempt.is_end()) peer_has_ended_ = true;
  const bool is_over = attempt.is_end() || attempt.has_failed();
  return is_over && ends_below_ ? end_below(attempt) : attempt;
}

/// We have said that we send no more, and nothing more comes. To close the connection below before
/// its end has come would reset it: the peer might lose what it has not read yet.
Attempt TlsDevice::end_below(Attempt end) noexcept {
  constexpr std::size_t most = 256 * 1024;
  std::byte few[1024];
  while (ends_below_) {
    const Attempt attempt = FilterDevice::try_read(few);
    if (attempt.is_would_block()) return attempt;
    if (attempt.has_moved()) dropped_ += attempt.count();
    if (!attempt.has_moved() || dropped_ > most) ends_below_ = false;
  }
  return end;
}

Attempt TlsDevice::try_write(std::span<const std::byte> bytes) noexcept {
  const Attempt ready = advance();
  if (!ready.has_moved()) return ready;
  if (has_finished_) return Attempt::failed(Error::os(EPIPE));
  Attempt attempt = engine_->flush();
  if (attempt.has_moved()) {
    attempt = engine_->try_write(bytes);
    writing_must_read_ = attempt.is_would_block();
  }
  return attempt;
}

/// Also of a broken connection: the peer reads why it is, if it is not reset.
Attempt TlsDevice::finish_writing() noexcept {
  if (is_closed()) return Attempt::failed(Error::os(EBADF));
  if (has_finished_) return Attempt::moved(0);
  Attempt attempt = advance();
  if (attempt.has_moved()) attempt = engine_->finish_writing();
  if (!attempt.is_would_block() && engine_ != nullptr) attempt = engine_->flush();
  if (!attempt.is_would_block()) attempt = FilterDevice::finish_writing();
  if (attempt.is_would_block()) return attempt;
  if (attempt.has_failed() && !peer_has_ended_) return attempt;  // who has ended need not hear it
  has_finished_ = true;
  ends_below_ = attempt.has_moved();
  return Attempt::moved(0);
}

void TlsDevice::close() noexcept {
  if (is_closed()) return;
  inner_was_closed();
  FilterDevice::close();
}

void TlsDevice::inner_was_closed() noexcept {
  engine_.reset();
  over_.set();
}

std::string_view TlsDevice::extra_info(std::string_view name, std::span<char> room) noexcept {
  if (is_closed()) return {};
  const std::string_view info =
      engine_ == nullptr ? std::string_view() : engine_->extra_info(name, room);
  return info.empty() ? FilterDevice::extra_info(name, room) : info;
}

// --- News ---------------------------------------------------------------------------------------

void TlsDevice::tell_of_reading() noexcept {
  tell_now(Interest::read);
  if (writing_must_read_ && !is_closed()) tell_now(Interest::write);
}

void TlsDevice::tell_of_writing() noexcept {
  if (engine_ != nullptr && engine_->flush().is_would_block()) return;
  tell_now(Interest::write);
  if (!is_closed()) tell_now(Interest::read);
}

void TlsDevice::inner_has_news(Interest interest) noexcept {
  if (handshake_.is_would_block()) {
    (void)advance();
  } else if (interest == Interest::read) {
    tell_of_reading();
  } else {
    tell_of_writing();
  }
}

}  // namespace uasyncio
