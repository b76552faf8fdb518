// SPDX-License-Identifier: MIT
// An end of an I2C link, driven by the edges of the peer's line, the ends of transfers, and time.
// All of it runs in the alarm; nothing waits busily. A link that is lost is told to the peer by the
// own line, which stays high until the peer must have given up whatever it waits for.
#include "uasyncio/drivers/link/asi2c_channel.hpp"

#include "uasyncio/drivers/saturating_count.hpp"

#include <cerrno>
#include <utility>

namespace uasyncio {

using Deed = detail::Asi2cScript::Deed;

Asi2cChannel::Asi2cChannel(bool is_initiator, const Lines& lines, std::span<std::uint8_t> out,
                           std::span<std::uint8_t> in, const Asi2cOptions& options) noexcept
    : lines_(lines),
      script_(is_initiator, options.original, out, in),
      options_(options),
      is_initiator_(is_initiator) {
  own(true);
  if (lines_.reset != nullptr) lines_.write_reset(lines_.reset, !options_.reset_level);
}

Error Asi2cChannel::start() noexcept {
  Error error = lines_.listen(lines_.peer, this);
  if (!error) reset();
  return error;
}

void Asi2cChannel::stop() noexcept {
  if (is_stopped()) return;
  (void)lines_.listen(lines_.peer, nullptr);
  drop(Error::os(ECONNABORTED));
  stage_ = Stage::stopped;
  alarm_.ring_at(never);
}

void Asi2cChannel::enter(Stage stage, std::uint32_t ms) noexcept {
  stage_ = stage;
  alarm_.ring_at(Alarm::now() + from_milliseconds(ms));
}

/// The peer is reset, if that is possible, and both lines are high for a while.
void Asi2cChannel::reset() noexcept {
  own(true);
  if (lines_.reset == nullptr) {
    raise();
  } else {
    lines_.write_reset(lines_.reset, options_.reset_level);
    enter(Stage::resetting, options_.reset_ms);
  }
}

/// For so long that the peer's own time is over, whatever it waits for.
void Asi2cChannel::raise() noexcept { enter(Stage::raised, 2 * options_.timeout_ms); }

void Asi2cChannel::lose(const Error& error) noexcept {
  drop(error);
  reset();
}

void Asi2cChannel::drop(const Error& error) noexcept {
  own(true);
  if (std::exchange(is_under_way_, false)) abort_transfer();
  if (!running()) return;
  error_ = error;
  detail::count(losses_);
  ready_.clear();
  script_.hold();  // what comes of the next link comes behind the news of this one
  // Of a line of which one half has arrived the other half must not go to who comes next.
  fails_write_ = fails_write_ || has_written_;
  script_.begin();
  notify_readable();
  notify_writable();
}

void Asi2cChannel::on_alarm(Alarm& alarm, Alarm::Cause cause) noexcept {
  Asi2cChannel& channel = static_cast<Bell&>(alarm).channel;
  channel.look(cause == Alarm::Cause::due);
}

void Asi2cChannel::look(bool is_due) noexcept {
  switch (stage_) {
    case Stage::stopped: break;
    case Stage::resetting:
      if (!is_due) break;
      lines_.write_reset(lines_.reset, !options_.reset_level);
      raise();
      break;
    case Stage::raised:
      if (!is_due) break;
      own(false);
      stage_ = Stage::meeting;
      [[fallthrough]];
    case Stage::meeting:
      if (peer()) break;
      script_.begin();
      fails_write_ = fails_write_ && script_.holds();
      has_written_ = false;
      ready_.set();
      notify_writable();
      rest();
      break;
    case Stage::resting:
      if (is_initiator_ ? is_due : peer()) {
        script_.begin_exchange();
        stage_ = Stage::exchanging;
        exchange(false);
      } else if (is_due) {
        lose(Error::os(ETIMEDOUT));
      }
      break;
    case Stage::exchanging: exchange(is_due); break;
  }
}

/// Until the next exchange, which the Initiator begins.
void Asi2cChannel::rest() noexcept {
  enter(Stage::resting,
        is_initiator_ ? options_.t_poll_ms : options_.t_poll_ms + options_.timeout_ms);
}

/// As many deeds as are possible now.
void Asi2cChannel::exchange(bool is_due) noexcept {
  const bool had_unread = script_.has_unread();
  const bool had_unsent = script_.has_unsent();
  Error error;
  bool has_moved = false;
  if (script_.next() == Deed::pause) {
    if (!is_due) return;
    error = script_.take();
    has_moved = true;
  }
  Deed deed = script_.next();
  while (!error && deed != Deed::end && does(deed, error)) {
    if (!error) error = script_.take();
    deed = script_.next();
    has_moved = true;
  }
  if (!had_unread && script_.has_unread()) notify_readable();
  if (had_unsent && !script_.has_unsent()) notify_writable();
  if (error) return lose(error);
  if (deed == Deed::end) return rest();
  if (has_moved) {
    return enter(Stage::exchanging, deed == Deed::pause ? 1 : options_.timeout_ms);
  }
  if (is_due) lose(Error::os(ETIMEDOUT));
}

/// False if it is not done yet.
bool Asi2cChannel::does(Deed deed, Error& error) noexcept {
  switch (deed) {
    case Deed::raise:
    case Deed::lower:
      has_edge_.store(false, std::memory_order_seq_cst);
      own(deed == Deed::raise);
      break;
    case Deed::wait_high: return peer();
    case Deed::wait_low:
      // The original's Responder does not wait until this was seen: it may be high again.
      return !peer() ||
             (options_.original && is_initiator_ && has_edge_.load(std::memory_order_seq_cst));
    case Deed::pause: return false;
    case Deed::prepare:
      status_.store(pending, std::memory_order_relaxed);
      is_under_way_ = true;
      begin_transfer(script_.sends(), script_.block());
      break;
    case Deed::finish: {
      const std::uint8_t status = status_.load(std::memory_order_seq_cst);
      if (status == pending) return false;
      is_under_way_ = false;
      if (status != 0) error = Error::os(status);
      break;
    }
    case Deed::end: break;
  }
  return true;
}

void Asi2cChannel::end_transfer(const Error& error) noexcept {
  const int code = error.kind == ErrorKind::os || !error ? error.code : EIO;
  status_.store(static_cast<std::uint8_t>(code), std::memory_order_seq_cst);
  alarm_.ring();
}

Attempt Asi2cChannel::try_read(std::span<std::byte> room) noexcept {
  if (script_.has_unread()) return Attempt::moved(script_.read(room));
  if (script_.let_go()) {
    if (running()) fails_write_ = false;
    return Attempt::failed(error_);
  }
  return Attempt::would_block();
}

void Asi2cChannel::close() noexcept {
  if (!script_.let_go()) return;
  script_.drop_unread();
  fails_write_ = false;
}

Attempt Asi2cChannel::try_write(std::span<const std::byte> bytes) noexcept {
  if (std::exchange(fails_write_, false)) return Attempt::failed(error_);
  if (!running() || script_.has_unsent()) return Attempt::would_block();
  has_written_ = true;
  return Attempt::moved(script_.write(bytes));
}

}  // namespace uasyncio
