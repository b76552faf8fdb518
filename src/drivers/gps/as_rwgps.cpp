// A GPS receiver that takes commands. An acknowledgement is told as an event to whoever waits, and
// compared by number, for it may belong to a command before.
#include "uasyncio/drivers/gps/as_rwgps.hpp"

#include "uasyncio/core/loop.hpp"
#include "uasyncio/drivers/saturating_count.hpp"

namespace uasyncio {

using detail::count;

bool RwGpsBase::update(char byte) noexcept { return update(byte, Loop::running()->time()); }

bool RwGpsBase::update(char byte, Time now) noexcept {
  const std::uint32_t before = counters().unsupported_sentences;
  if (AsGpsBase::update(byte, now)) return true;
  if (counters().unsupported_sentences == before) return false;
  if (replies_.take(sentence())) {
    reply_.set();
    reply_.clear();
    return true;
  }
  if (sentence().talker() == "P" && on_message_ != nullptr) {
    on_message_(*this, sentence(), message_argument_);
  }
  return false;
}

Coro<> RwGpsBase::acknowledged(int number) {
  while (replies_.acknowledged() != number) co_await reply_.wait();
}

pmtk::Ack RwGpsBase::count_ack(int number) noexcept {
  if (replies_.acknowledged() != number) {
    count(unanswered_);
    return pmtk::Ack::none;
  }
  if (replies_.ack() != pmtk::Ack::done) count(refused_);
  return replies_.ack();
}

}  // namespace uasyncio
