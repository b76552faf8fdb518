// SPDX-License-Identifier: MIT
// A line on which exactly one side has the turn: the passive one while the two clocks differ, the
// other while they are alike. Who has the turn takes the peer's bit, shows the next one of its own
// and changes its clock, and the turn is the peer's. So neither can wait for the other at the same
// time, whichever levels a reset or a disturbance has left. Who has the turn and nothing to say may
// keep it, until the peer shows a 0.
#include "uasyncio/drivers/link/syncom.hpp"

#include "uasyncio/core/catch.hpp"
#include "uasyncio/core/fail.hpp"
#include "uasyncio/structured/wait_for.hpp"

#include <cerrno>

namespace uasyncio {
namespace {

constexpr std::uint32_t ticks_of_timeout = 4;
constexpr std::uint8_t ticks_of_rest = 2;
constexpr Duration reset_time = from_milliseconds(100);
constexpr Duration settling_time = from_milliseconds(1'000);

}  // namespace

SynComBase::SynComBase(bool passive, const Functions& functions, void* pins, SynComFormat& format,
                       SynComOptions options) noexcept
    : Alarm(&SynComBase::on_alarm),
      functions_(functions),
      pins_(pins),
      format_(format),
      tick_ms_((options.timeout_ms + ticks_of_timeout - 1) / ticks_of_timeout),
      passive_(passive) {
  drained_.set();
}

Coro<> SynComBase::run() {
  if (stage_ != Stage::stopped) co_await fail(Error::runtime("run() runs already"));
  const Runs runs(*this);
  const Error error = start();
  if (error) co_await fail(error);
  Event never_set("SynCom.run");
  co_await never_set.wait();
}

Error SynComBase::start() noexcept {
  Error error = functions_.listen(pins_, this);
  if (error) return error;
  stage_ = Stage::running;
  reset();
  ring();
  return error;
}

void SynComBase::end() noexcept {
  if (stage_ == Stage::stopped) return;
  stage_ = Stage::stopped;
  (void)functions_.listen(pins_, nullptr);
  stop_resting();
  ring_at(never);
  functions_.show(pins_, false, false);
  format_.lose(Error::os(ECONNABORTED));
  tell();
}

/// Resets the peer, if that is possible, and begins.
void SynComBase::reset() noexcept {
  if (functions_.reset(pins_, false)) {
    stage_ = Stage::resetting;
    ring_at(Alarm::now() + reset_time);
  } else {
    begin();
  }
}

void SynComBase::begin() noexcept {
  stage_ = Stage::running;
  still_ = 0;
  stop_resting();
  clock_ = !passive_;
  data_ = format_.begin(passive_);
  functions_.show(pins_, clock_, data_);
  if (tick_ms_ != 0) ring_at(Alarm::now() + from_milliseconds(tick_ms_));
}

void SynComBase::on_alarm(Alarm& alarm, Cause cause) noexcept {
  auto& self = static_cast<SynComBase&>(alarm);
  if (cause == Cause::due) self.tick();
  if (self.stage_ == Stage::running) self.look();
}

void SynComBase::tick() noexcept {
  switch (stage_) {
    case Stage::stopped: break;
    case Stage::resetting:
      (void)functions_.reset(pins_, true);
      stage_ = Stage::settling;
      ring_at(Alarm::now() + settling_time);
      break;
    case Stage::settling: begin(); break;
    case Stage::running:
      ring_at(Alarm::now() + from_milliseconds(tick_ms_));
      if (++still_ <= ticks_of_timeout || is_my_turn()) break;
      format_.lose(Error::os(ETIMEDOUT));
      tell();
      reset();
      break;
  }
}

void SynComBase::look() noexcept {
  if (!is_my_turn()) {
    if (data_ && format_.calls()) functions_.show(pins_, clock_, data_ = false);
  } else if (still_ < ticks_of_rest && format_.rests() && functions_.data(pins_)) {
    rest();
  } else {
    move();
  }
}

void SynComBase::move() noexcept {
  stop_resting();
  still_ = 0;
  data_ = format_.exchange(functions_.data(pins_));
  clock_ = !clock_;
  functions_.show(pins_, clock_, data_);
  tell();
}

/// Keeps the turn, if the peer can call.
void SynComBase::rest() noexcept {
  if (is_resting_) return;
  is_resting_ = !functions_.listen_to_data(pins_, this);
  if (!is_resting_) {
    move();
  } else if (!functions_.data(pins_)) {
    ring();  // it has called before the pin could interrupt
  }
}

void SynComBase::stop_resting() noexcept {
  if (is_resting_) (void)functions_.listen_to_data(pins_, nullptr);
  is_resting_ = false;
}

bool SynComBase::send(std::string_view text) noexcept {
  if (!format_.takes(text) || !format_.out.add(text)) return false;
  drained_.clear();
  ring();
  return true;
}

void SynComBase::tell() noexcept {
  if (format_.is_joined()) {
    ready_.set();
  } else {
    ready_.clear();
  }
  if (format_.out.empty()) drained_.set();
  tell_arrived();
}

void SynComBase::tell_arrived() noexcept {
  if (any() != 0) {
    arrived_.set();
  } else {
    arrived_.clear();
  }
}

std::optional<std::string_view> SynComBase::take() noexcept {
  std::optional<std::string_view> text;
  if (texts() != 0 && !is_held_) {
    is_held_ = true;
    text = format_.in.oldest();
  } else {
    format_.take_loss();
  }
  tell_arrived();
  return text;
}

void SynComBase::let_go() noexcept {
  if (is_held_) format_.in.remove();
  is_held_ = false;
}

Coro<std::optional<std::string_view>> SynComBase::await_obj(std::uint32_t ms) {
  let_go();
  const auto arrived = co_await as_result(wait_for_ms(arrived_.wait(), ms));
  if (arrived) co_return take();
  if (arrived.error() != Error::timeout) co_await fail(arrived.error());
  co_return std::nullopt;
}

}  // namespace uasyncio
